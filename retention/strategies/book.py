"""The playbook: strategies as data, read from one file and checked on the way in."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from retention.errors import SettingsError
from retention.languages import say
from retention.stages import KEYS, NEVER

OURS = Path(__file__).with_name("playbook.toml")
VERSION = 1
RATES = ("rate_low", "rate", "rate_high")


@dataclass(frozen=True)
class Strategy:
    """One entry of the playbook.

    Attributes
    ----------
    key, name
        What tables hold, and what people read.
    sign
        Name of the function in ``signs.py`` that looks for the sign in a file.
    stages
        Stages of the customers whom it concerns; the sign may name fewer of them.
    whom
        The same in words.
    do
        What to do, in two sentences.
    channel
        By what means.
    success
        What success would look like, by a metric of ours.
    rate_low, rate, rate_high
        Share of these customers who stay or come back only because of it. An assumption until one's own experiment
        replaces it, not a finding.
    needs
        Column or second file needed where the data cannot tell.
    timing
        When and how for each stage, by stage key.
    parameters
        What the sign is called with: thresholds, lists of words.
    """

    key: str
    name: str
    sign: str
    stages: tuple[str, ...]
    whom: str
    do: str
    channel: str
    success: str
    rate_low: float
    rate: float
    rate_high: float
    needs: str
    timing: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rates(self) -> tuple[float, float, float]:
        """The three rates, rising."""
        return self.rate_low, self.rate, self.rate_high


TEXTS = tuple(f.name for f in fields(Strategy) if f.type == "str")
REQUIRED = tuple(f.name for f in fields(Strategy) if f.default_factory is MISSING)
KNOWN = tuple(f.name for f in fields(Strategy))


def load(path: str | Path | None = None) -> tuple[Strategy, ...]:
    """Read a playbook: the one that comes with the library, or a person's own.

    Parameters
    ----------
    path
        A TOML file laid out as ``retention/strategies/playbook.toml``. With ``extends = true`` its entries replace ours
        of the same key and are added otherwise, and it may use our lists of words.

    Returns
    -------
    tuple of Strategy
        In the order of the file.

    Raises
    ------
    SettingsError
        If the file cannot be read, or an entry lacks a field, has one that is not known, names a sign, a stage or a
        list of words that does not exist, or has rates that are no shares in ascending order.

    Examples
    --------
    >>> book = load()
    >>> len(book), book[0].key, book[0].rate
    (15, 'onboarding', 0.05)
    """
    where = OURS if path is None else Path(path)
    data = _read(where)
    words: dict[str, tuple[str, ...]] = _words(data, where)
    base: tuple[Strategy, ...] = ()
    if data.get("extends", False):
        words, base = {**_words(_read(OURS), OURS), **words}, load()
    entries = data.get("strategy", [])
    if not isinstance(entries, list) or not entries:
        raise SettingsError(
            say("the playbook has no entries."), where=where.name, todo=say("Begin each with [[strategy]].")
        )
    own: dict[str, Strategy] = {}
    for number, entry in enumerate(entries, start=1):
        found = _strategy(entry, words, say("{file}, entry {number}", file=where.name, number=number))
        if found.key in own:
            raise SettingsError(
                say("the key '{key}' is there twice.", key=found.key), where=where.name, todo=say("Rename one.")
            )
        own[found.key] = found
    ours = {strategy.key: strategy for strategy in base}
    return tuple({**ours, **own}.values())


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            say("the playbook cannot be opened."), where=str(path), todo=say("Check the path.")
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        todo = say("Write it as TOML in UTF-8: see the playbook that comes with the library.")
        raise SettingsError(
            say("the playbook cannot be read ({error}).", error=error), where=path.name, todo=todo
        ) from error
    if data.get("version") != VERSION:
        todo = say("Write version = {version} at the top, or take a newer version of this program.", version=VERSION)
        raise SettingsError(
            say("version {version} is not known.", version=repr(data.get("version"))), where=path.name, todo=todo
        )
    unknown = sorted(set(data) - {"version", "extends", "words", "strategy"})
    if unknown:
        raise SettingsError(
            say("'{name}' is not known.", name=unknown[0]),
            where=path.name,
            todo=say("Take it out, or correct its name."),
        )
    return data


def _words(data: dict[str, Any], path: Path) -> dict[str, tuple[str, ...]]:
    lists = data.get("words", {})
    for name, words in lists.items() if isinstance(lists, dict) else [("words", lists)]:
        if not _are_texts(words):
            raise SettingsError(
                say("'{name}' is no list of words.", name=name), where=path.name, todo=say('Write ["invite", "share"].')
            )
    return {name: tuple(words) for name, words in lists.items()}


def _are_texts(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(one, str) and one.strip() for one in given)


def _strategy(entry: Any, words: Mapping[str, tuple[str, ...]], where: str) -> Strategy:
    if not isinstance(entry, dict):
        raise SettingsError(say("this is no entry."), where=where, todo=say("Begin it with [[strategy]]."))
    where = f"{where} ('{entry['key']}')" if isinstance(entry.get("key"), str) else where
    missing = [name for name in REQUIRED if name not in entry]
    unknown = sorted(set(entry) - set(KNOWN))
    if missing or unknown:
        what = (
            say("'{name}' is missing.", name=missing[0]) if missing else say("'{name}' is not known.", name=unknown[0])
        )
        raise SettingsError(what, where=where, todo=say("An entry has: {choices}.", choices=", ".join(KNOWN)))
    for name in TEXTS:
        if not isinstance(entry[name], str) or not entry[name].strip():
            raise SettingsError(
                say("'{name}' is no text.", name=name), where=where, todo=say('Write it in quotation marks: "...".')
            )
    _check_rates(entry, where)
    _check_stages(entry, where)
    made = Strategy(**{**entry, "stages": tuple(entry["stages"]), **{name: float(entry[name]) for name in RATES}})
    return replace(made, parameters=_parameters(made, words, where))


def _check_rates(entry: dict[str, Any], where: str) -> None:
    rates = [entry[name] for name in RATES]
    if any(isinstance(rate, bool) or not isinstance(rate, int | float) for rate in rates) or not (
        0 <= rates[0] <= rates[1] <= rates[2] <= 1
    ):
        todo = say("Write 2 % as 0.02: rate_low, then rate, then rate_high, each at least as large as the one before.")
        raise SettingsError(
            say("the rates {rates} are no shares in ascending order.", rates=rates), where=where, todo=todo
        )


def _check_stages(entry: dict[str, Any], where: str) -> None:
    allowed = [key for key in KEYS if key != NEVER]
    timing = entry.get("timing", {})
    if not _are_texts(entry["stages"]):
        raise SettingsError(
            say("'stages' is no list of stages."),
            where=where,
            todo=say("Choose among: {choices}.", choices=", ".join(allowed)),
        )
    if not isinstance(timing, dict) or not all(isinstance(text, str) and text.strip() for text in timing.values()):
        raise SettingsError(
            say("'timing' is no table of texts."), where=where, todo=say('Write cooling = "within a week".')
        )
    for key in (*entry["stages"], *timing):
        if key not in allowed:
            raise SettingsError(
                say("'{key}' is no stage.", key=key),
                where=where,
                todo=say("Choose among: {choices}.", choices=", ".join(allowed)),
            )


def _parameters(entry: Strategy, words: Mapping[str, tuple[str, ...]], where: str) -> dict[str, Any]:
    """What the sign takes, with lists of words in place of their names."""
    from retention.strategies.signs import SIGNS

    if entry.sign not in SIGNS:
        raise SettingsError(
            say("there is no sign '{sign}'.", sign=entry.sign),
            where=where,
            todo=say("Choose among: {choices}.", choices=", ".join(SIGNS)),
        )
    if not isinstance(entry.parameters, dict):
        raise SettingsError(
            say("'parameters' is no table."), where=where, todo=say("Write parameters = { least = 10 }.")
        )
    takes = list(inspect.signature(SIGNS[entry.sign]).parameters)[1:]
    made: dict[str, Any] = {}
    for name, value in entry.parameters.items():
        if name not in takes:
            todo = say("It takes: {choices}.", choices=", ".join(takes)) if takes else say("It takes none.")
            raise SettingsError(
                say("the sign '{sign}' takes no '{name}'.", sign=entry.sign, name=name), where=where, todo=todo
            )
        made[name] = _value(name, value, words, where)
    return made


def _value(name: str, value: Any, words: Mapping[str, tuple[str, ...]], where: str) -> Any:
    """A number, or words; "@cancel" stands for the list of that name."""
    given = [value] if isinstance(value, str) else value
    if _are_texts(given):
        unknown = [word[1:] for word in given if word.startswith("@") and word[1:] not in words]
        if unknown:
            todo = say("Write it under [words], or choose among: {choices}.", choices=", ".join(words))
            raise SettingsError(say("there is no list of words '{name}'.", name=unknown[0]), where=where, todo=todo)
        return tuple(one for word in given for one in (words[word[1:]] if word.startswith("@") else (word,)))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SettingsError(
            say("'{name}' is neither a number nor a list of words.", name=name), where=where, todo=say("Change it.")
        )
    return value
