"""Words of dates in the languages people keep spreadsheets in. Data only."""

from __future__ import annotations

# A language's months, January first; forms of one month are separated by "|", words of one name by "_".
MONTHS = """
january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep|sept october|oct
november|nov december|dec

januar|jän|jänner februar|feb märz|mär|maerz|mrz april|apr mai juni|jun juli|jul august|aug september|sep|sept
oktober|okt november|nov dezember|dez

enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago septiembre|setiembre|sep|sept|set
octubre|oct noviembre|nov diciembre|dic

janvier|janv|jan février|févr|fév|fev mars avril|avr mai juin|jun juillet|juil|jul août|aoû septembre|sept|sep
octobre|oct novembre|nov décembre|déc|dec

janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set outubro|out
novembro|nov dezembro|dez

gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|set|sett
ottobre|ott novembre|nov dicembre|dic

januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep|sept oktober|okt
november|nov december|dec

stycznia|styczeń|sty lutego|luty|lut marca|marzec|mar kwietnia|kwiecień|kwi maja|maj czerwca|czerwiec|cze
lipca|lipiec|lip sierpnia|sierpień|sie września|wrzesień|wrz października|październik|paź listopada|listopad|lis
grudnia|grudzień|gru

января|январь|янв февраля|февраль|февр|фев марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн июля|июль|июл
августа|август|авг сентября|сентябрь|сент|сен октября|октябрь|окт ноября|ноябрь|нояб|ноя декабря|декабрь|дек

ocak|oca şubat|şub mart|mar nisan|nis mayıs|may haziran|haz temmuz|tem ağustos|ağu eylül|eyl ekim|eki kasım|kas
aralık|ara

januari|jan februari|pebruari|feb|peb maret|mar april|apr mei juni|jun juli|jul agustus|agu|agt|ags september|sep
oktober|okt november|nopember|nov|nop desember|des

januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sep oktober|okt november|nov
december|dec

januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sep oktober|okt november|nov
desember|des

januari|jan februari|feb mars|mar april|apr maj juni|jun juli|jul augusti|aug september|sep|sept oktober|okt
november|nov december|dec

ledna|leden|led února|únor|úno března|březen|bře dubna|duben|dub května|květen|kvě června|červen|čvn
července|červenec|čvc srpna|srpen|srp září října|říjen|říj listopadu|listopad prosince|prosinec|pro

ianuarie|ian februarie|feb martie|mar aprilie|apr mai iunie|iun iulie|iul august|aug septembrie|sep|sept octombrie|oct
noiembrie|nov|noi decembrie|dec

január|jan február|febr március|márc április|ápr május|máj június|jún július|júl augusztus|aug szeptember|szept
október|okt november|nov december|dec

січня|січень|січ лютого|лютий|лют березня|березень|бер квітня|квітень|квіт травня|травень|трав червня|червень|черв
липня|липень|лип серпня|серпень|серп вересня|вересень|вер жовтня|жовтень|жовт листопада|листопад грудня|грудень|груд

ιανουαρίου|ιαν φεβρουαρίου|φεβ μαρτίου|μαρ απριλίου|απρ μαΐου|μαΐ ιουνίου|ιουν ιουλίου|ιουλ αυγούστου|αυγ
σεπτεμβρίου|σεπ οκτωβρίου|οκτ νοεμβρίου|νοε δεκεμβρίου|δεκ

มกราคม|ม.ค.|ม.ค|มค กุมภาพันธ์|ก.พ.|ก.พ|กพ มีนาคม|มี.ค.|มี.ค|มีค เมษายน|เม.ย.|เม.ย|เมย พฤษภาคม|พ.ค.|พ.ค|พค
มิถุนายน|มิ.ย.|มิ.ย|มิย กรกฎาคม|ก.ค.|ก.ค|กค สิงหาคม|ส.ค.|ส.ค|สค กันยายน|ก.ย.|ก.ย|กย ตุลาคม|ต.ค.|ต.ค|ตค
พฤศจิกายน|พ.ย.|พ.ย|พย ธันวาคม|ธ.ค.|ธ.ค|ธค

يناير|كانون_الثاني|جانفي فبراير|شباط|فيفري مارس|آذار أبريل|ابريل|إبريل|نيسان|أفريل مايو|أيار|ماي
يونيو|يونيه|حزيران|جوان يوليو|يوليه|تموز|جويلية أغسطس|اغسطس|آب|أوت سبتمبر|أيلول أكتوبر|اكتوبر|تشرين_الأول
نوفمبر|تشرين_الثاني ديسمبر|كانون_الأول
"""
WEEKDAYS = """
monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so
lunes lun martes mar miércoles mié jueves jue viernes vie sábado sáb domingo dom
lundi mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
segunda-feira segunda seg terça-feira terça ter quarta-feira quarta qua quinta-feira quinta qui sexta-feira sexta sex
lunedì martedì mercoledì giovedì gio venerdì sabato sab domenica
maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo
poniedziałek pon pn wtorek wt środa śr czwartek czw cz piątek pt sobota sob niedziela niedz nd ndz
понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс
pazartesi pzt salı sal çarşamba çar perşembe per cuma cum cumartesi cmt pazar paz
senin sen selasa sel rabu rab kamis kam jumat jum sabtu minggu min
วันจันทร์ จันทร์ วันอังคาร อังคาร วันพุธ พุธ วันพฤหัสบดี พฤหัสบดี วันศุกร์ ศุกร์ วันเสาร์ เสาร์ วันอาทิตย์ อาทิตย์
จ. อ. พ. พฤ. ศ. ส. อา.
thứ_hai thứ_ba thứ_tư thứ_năm thứ_sáu thứ_bảy chủ_nhật
الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
월요일 화요일 수요일 목요일 금요일 토요일 일요일 월 화 수 목 금 토 일
星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日
週一 週二 週三 週四 週五 週六 週日
月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月曜 火曜 水曜 木曜 金曜 土曜 日曜 火 水 木 金 土
"""
# Halves of the day: 1 before noon, 2 after noon, 3 about noon, where 12 is noon and 1 is 13 o'clock.
HALVES = {
    1: "am a.m. a.m a._m. a._m 오전 새벽 아침 上午 早上 凌晨 清晨 午前 ก่อนเที่ยง sa öö ص π.μ. πμ",
    2: "pm p.m. p.m p._m. p._m 오후 저녁 밤 下午 晚上 傍晚 午後 หลังเที่ยง ch ös م μ.μ. μμ",
    3: "中午 정오",
}
# Minutes from UTC of zone names with one meaning.
ZONES = {
    "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 60, "cet": 60, "cest": 120, "met": 60, "mez": 60, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "kst": 540, "jst": 540, "ict": 420, "wib": 420, "wita": 480, "hkt": 480,
    "sgt": 480, "pht": 480, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "akst": -540, "hst": -600, "brt": -180, "art": -180, "clt": -240, "nzst": 720,
    "nzdt": 780, "aest": 600, "aedt": 660, "acst": 570, "awst": 480,
}  # fmt: skip
DOUBTFUL_ZONES = ("ist", "cst", "bst", "ast", "sst", "gst", "wst", "amt", "ect", "pyt", "bt")
FILLERS = """de del di of the d' den der le el a la las à às um at on kl kl. klo alle г г. года год р р. року r r. roku
roka năm ngày ngay nam ปี วันที่ เวลา lúc luc في عام سنة o'clock o.čas godz godz."""
ORDINALS = "st nd rd th er ère re e o a ste te η"
CLOCK_ENDS = "น. น uhr hrs hr ч"
MONTH_IS = "tháng thang thg th"
