"""The peers of the personal-information benchmark: Presidio with our patterns, its bare recognisers, one `re` a type.

Runs inside the peer's own environment and talks to ``bench/pii.py`` in JSON lines: a request names the method and the
text file, the answer holds seconds and findings. The validators are plain Python, written here anew, not imported from
the product.
"""

import json
import re
import sys
import time
from pathlib import Path

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"

#: One pattern a type, with boundaries that work beside Chinese characters, groups, and words that deny a number.
PATTERNS = {
    "cn_id_card": r"(?<![0-9A-Za-z])[1-9]\d{5} ?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx](?![0-9A-Za-z])",
    "bank_card": r"(?<![0-9A-Za-z.])(?:\d{13,19}|\d{4}(?: \d{4}){2,3}(?: \d{1,4})?)(?![0-9A-Za-z.])",
    "uscc": r"(?<![0-9A-Za-z])[1-9ANY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])",
    "mobile": r"(?<![0-9A-Za-z.¥-])(?<!编号)(?<!单号)(?<!流水号)(?:\+?86[ -]?)?1[3-9]\d"
    r"(?:\d{8}|([ -])\d{4}\1\d{4})(?![0-9A-Za-z@.-])",
    "landline": r"(?<![0-9A-Za-z])(?:\(0\d{2,3}\)|0\d{2,3}-)[2-9]\d{6,7}(?:-\d{1,6})?(?![0-9A-Za-z])",
    "email": r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![A-Za-z0-9])",
    "plate": r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]·?"
    r"(?:[A-HJ-NP-Z0-9]{6}|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])(?![0-9A-Za-z])",
}
#: The label words of our pack, which Presidio takes as context.
CONTEXT = {
    "cn_id_card": ["身份证", "身份证号", "证件号码", "id", "identity"],
    "bank_card": ["卡号", "银行卡", "账户", "账号", "card"],
    "uscc": ["信用代码", "税号"],
    "mobile": ["手机", "手机号码", "电话", "mobile"],
    "landline": ["电话", "座机", "传真", "tel", "phone"],
    "email": ["邮箱", "邮件", "email"],
    "plate": ["车牌", "车牌号", "车辆"],
}


def born(text):
    """Whether characters 7 to 14 are a date, as in an identity number."""
    return bool(re.match(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", text))


def luhn(text):
    digits = re.sub(r"\D", "", text)
    if text[:1] not in "3456" or (len(digits) == 18 and born(digits)):
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def identity(text):
    text = text.replace(" ", "")
    return text[17].upper() == "10X98765432"[sum(int(a) * b for a, b in zip(text, ID_WEIGHTS, strict=False)) % 11]


def credit_code(text):
    if text[:17].isdigit() and (born(text) or text[:2] not in {"91", "92", "93", "12", "51"}):
        return False
    return USCC[-sum(USCC.index(c) * pow(3, p, 31) for p, c in enumerate(text[:17])) % 31] == text[17]


CHECKS = {"cn_id_card": identity, "bank_card": luhn, "uscc": credit_code}


def with_re(text):
    """One compiled expression a type, then its check; an identity number is no card."""
    found = []
    for kind, pattern in PATTERNS.items():
        check = CHECKS.get(kind)
        hits = (match for match in re.finditer(pattern, text) if check is None or check(match.group()))
        found.extend((kind, match.start(), match.end()) for match in hits)
    return found


def recognisers():
    """A Presidio recogniser a type with our pattern and our check."""
    from presidio_analyzer import Pattern, PatternRecognizer

    made = []
    for kind, pattern in PATTERNS.items():
        check = CHECKS.get(kind)

        class Checked(PatternRecognizer):
            def validate_result(self, pattern_text, check=check):
                return None if check is None else check(pattern_text)

        made.append(
            Checked(
                supported_entity=kind,
                patterns=[Pattern(kind, pattern, 0.6)],
                context=CONTEXT[kind],
                supported_language="en",
            )
        )
    return made


def blank_engine():
    """An engine whose language part finds nothing: no model, a plain tokeniser."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

    class Blank(NlpEngine):
        def __init__(self):
            self.nlp = spacy.blank("en")

        def load(self):
            pass

        def is_loaded(self):
            return True

        def get_supported_entities(self):
            return []

        def get_supported_languages(self):
            return ["en"]

        def process_text(self, text, language):
            doc = self.nlp(text)
            return NlpArtifacts([], doc, [t.idx for t in doc], [t.text for t in doc], self, language, scores=[])

        def process_batch(self, texts, language, **_):
            return ((text, self.process_text(text, language)) for text in texts)

        def is_stopword(self, word, language):
            return False

        def is_punct(self, word, language):
            return False

    registry = RecognizerRegistry(recognizers=recognisers(), supported_languages=["en"])
    return AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])


def spans_of(results, offset):
    return [(r.entity_type, r.start + offset, r.end + offset) for r in results]


def main():
    import logging

    logging.disable(logging.WARNING)
    engine, bare = None, None
    for request in sys.stdin:
        method, path = json.loads(request)
        text = Path(path).read_text(encoding="utf-8")
        if method == "presidio" and engine is None:
            engine = blank_engine()
        if method == "recognisers" and bare is None:
            bare = recognisers()
        begin, wall = time.process_time(), time.perf_counter()
        found = []
        if method == "re":
            found = with_re(text)
        elif method == "recognisers":
            for recogniser in bare:
                found += spans_of(recogniser.analyze(text, recogniser.supported_entities), 0)
        else:
            offset = 0
            for line in text.splitlines(keepends=True):
                found += spans_of(engine.analyze(line, language="en"), offset)
                offset += len(line)
        seconds = [time.process_time() - begin, time.perf_counter() - wall]
        print(json.dumps({"seconds": seconds, "found": found}), flush=True)


if __name__ == "__main__":
    main()
