(function () {
  "use strict";
  var PAPER = 808; // pixels of a sheet of A4 between its margins (680), at the scale of charts on paper (page.css)
  var held = JSON.parse(document.getElementById("figures").textContent);
  var places = [];
  function layout(one) {
    return Object.assign({}, one.layout, { template: held.templates[one.template], autosize: true });
  }
  function draw(one) {
    var place = document.getElementById(one.id);
    place.textContent = "";
    places.push(place);
    return Plotly.newPlot(place, one.data, layout(one), Object.assign({ responsive: true }, one.config));
  }
  function sized(size) {
    places.forEach(function (place) { Plotly.relayout(place, size); });
  }
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (one) { one.open = true; });
    sized({ width: PAPER, autosize: false });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
    sized({ width: null, autosize: true });
  });
  Promise.all(held.figures.map(draw)).then(function () {
    document.documentElement.dataset.drawn = String(places.length);
  });
})();
