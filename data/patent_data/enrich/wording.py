"""The grammar that the texts made from metadata need: articles, plurals, and how titles of patents are written."""

from __future__ import annotations

import html
import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MASS = _set(
    "apparel bedding bread butter candy carpeting china chocolate clothing confectionery "
    "cutlery embroidery equipment fencing flooring food footwear furniture glassware hardware headgear headwear "
    "hosiery jewellery jewelry lace lighting lingerie lumber luggage molding nightwear packaging pasta pastry "
    "paper paving pottery saddlery scaffolding sheeting siding software stationery tableware tofu trim "
    "underwear wallpaper yarn"
)
_SINGULAR_IN_S = _set(
    "alias apparatus atlas bias bus canvas chaos chassis christmas compass corpus cosmos dais gas iris isis lens "
    "mattress news octopus plus pancreas series status stylus summons swiss texas thermos tennis trellis virus "
    "walrus abacus cactus campus circus citrus crocus focus nexus radius stimulus terminus dominos"
)
_PLURAL = _set("bacteria children data dice feet geese men mice people teeth women")
_IRREGULAR = {
    "knives": "knife", "leaves": "leaf", "loaves": "loaf", "scarves": "scarf", "shelves": "shelf", "wolves": "wolf",
    "halves": "half", "calves": "calf", "children": "child", "men": "man", "women": "woman", "feet": "foot",
    "teeth": "tooth", "geese": "goose", "mice": "mouse", "dice": "die", "people": "person", "axes": "axe",
    "shoes": "shoe", "canoes": "canoe", "toes": "toe", "lenses": "lens", "buses": "bus", "gases": "gas",
    "caches": "cache", "headaches": "headache", "movies": "movie", "cookies": "cookie", "brownies": "brownie",
    "ties": "tie", "neckties": "necktie", "pies": "pie", "dies": "die", "calories": "calorie", "walkie-talkies":
    "walkie-talkie", "trellises": "trellis", "apparatuses": "apparatus", "matrices": "matrix",
}  # fmt: skip
_ONLY_PLURAL = _set(
    "binoculars breeches briefs clippers earphones eyeglasses forceps glasses goggles headphones jeans leggings "
    "overalls pajamas panties pants pliers pyjamas scissors shears shorts slacks spectacles stairs sunglasses tights "
    "tongs trousers trunks tweezers"
)
# Words after which a name says more about its object: "case | for a phone".
_AFTER = (
    "for|with|having|including|of|in|on|from|to|by|at|as|that|which|without|and|or|used|adapted|incorporating|featuring"
    "|comprising|therefor|thereof|showing|containing|displaying|bearing|made|resembling|against|under|over"
)
_SAYS_MORE = re.compile(rf"(?:,|;|\(|\s(?:{_AFTER})\b)", re.IGNORECASE)
_TAIL = re.compile(
    r",?\s+(?:and\s*/\s*or|or|and)\s+(?:(?:a|the|any)\s+)?(?:"
    r"(?:like|similar\s+(?:articles?|items?|products?|devices?|objects?)|(?:parts?|portions?|components?)\s+thereof)"
    r"|(?:parts?|portions?|components?)\s+(?:of\s+(?:it|them)))(?=$|[\s,;])",
    re.IGNORECASE,
)
_SPELT_AN = re.compile(r"(?:[AEFHILMNORSX](?:[A-Z0-9]|-|\s|$)|8|11(?!\d)|18(?!\d))")
_SPELT_A = re.compile(r"(?:[BCDGJKPQTUVWYZ](?:[A-Z0-9]|-|\s|$)|\d)")
_LIKE_A = re.compile(r"(?:u(?:ni(?!n|m)|s[ae]|ten|tili|r[io]n|biq|ku|-)|eu|ewe|one\b|once\b)", re.IGNORECASE)
_LIKE_AN = re.compile(r"(?:hour|hono(?:u)?r|heir|honest)", re.IGNORECASE)


def tidy_name(title: str | None) -> str | None:
    """Return the name of an object as a title gives it, without its article, its full stop and its shouting.

    >>> tidy_name("A  LAMP."), tidy_name("USB CHARGER"), tidy_name(" "), tidy_name("LED lamp (portable)")
    ('Lamp', 'USB charger', None, 'LED lamp')
    """
    text = " ".join(html.unescape(title or "").split()).strip(" .;:,")
    text = re.sub(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]", "", text).strip()
    text = re.sub(r"^(?:an?|the)\s+(?=\w)", "", text, flags=re.IGNORECASE)
    if text.isupper() and (" " in text or len(text) > 3):
        words = [word if word in _ACRONYMS else word.lower() for word in text.split()]
        text = " ".join(words)
    return text[:1].upper() + text[1:] if re.search(r"[^\W\d_]", text) else None


_ACRONYMS = _set("CD DVD GPS GUI HDMI HVAC LCD LED MP3 PC PCB PDA RFID RV SD SIM TV UPS USB UV VR 3D")


def short_name(name: str) -> str:
    """Return a name without the words that only widen the claim.

    >>> short_name("Display screen or portion thereof with a graphical user interface")
    'Display screen with a graphical user interface'
    >>> short_name("Combined spoon and straw or the like"), short_name("Portion of a shoe")
    ('Combined spoon and straw', 'Shoe')
    """
    text = _TAIL.sub("", name).strip(" ,;")
    text = re.sub(r"^(?:portion|part)\s+of\s+(?:an?\s+|the\s+)?", "", text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:] if text else name


def base_of(name: str) -> str:
    """Return the words of a name up to the first that says more about the object.

    >>> base_of("Garment with a side pocket"), base_of("Lamp and speaker"), base_of("Golf club head")
    ('Garment', 'Lamp', 'Golf club head')
    """
    found = _SAYS_MORE.search(name, 1)
    return name[: found.start()].strip() if found else name


def inside(name: str) -> str:
    """Return a name as it stands inside a sentence: its first letter small, unless the word is not written so.

    >>> inside("Bar stool"), inside("LED lamp"), inside("T-shirt"), inside("Women's garment top")
    ('bar stool', 'LED lamp', 'T-shirt', "women's garment top")
    """
    first = name.split(" ")[0]
    keep = any(letter.isupper() for letter in first[1:]) or (
        len(first) > 1 and not first[1].isalpha() and first[1] != "'"
    )
    keep = keep or (len(first) == 1 and first.lower() != "a") or any(letter.isdigit() for letter in first)
    return name if keep else name[:1].lower() + name[1:]


def capital(text: str) -> str:
    """Return a text with its first letter large.

    >>> capital("a shoe")
    'A shoe'
    """
    return text[:1].upper() + text[1:]


def is_plural(name: str) -> bool:
    """Whether a name stands for several things.

    >>> [is_plural(x) for x in ("Shoes for men", "Lens", "Pair of shoes", "Headphones", "Glass bottle", "Chassis")]
    [True, False, False, True, False, False]
    """
    word = re.split(r"[\s-]", base_of(name).lower())[-1].strip("'\u2019\"")
    if word in _PLURAL or word in _ONLY_PLURAL or word in _IRREGULAR:
        return True
    return (
        word.endswith("s")
        and len(word) > 3
        and not re.search(r"(?:ss|us|is|['\u2019]s)$", word)
        and word not in _SINGULAR_IN_S
    )


def is_mass(name: str) -> bool:
    """Whether a name takes no article although it is no plural.

    >>> is_mass("Protective footwear"), is_mass("Paper towel holder"), is_mass("Glassware")
    (True, False, True)
    """
    word = base_of(name).lower().split(" ")[-1]
    return word in _MASS or (word.endswith(("wear", "ware")) and len(word) > 5)


def with_article(name: str) -> str:
    """Return a name as it stands inside a sentence, with "a" or "an" where it takes one.

    >>> [with_article(x) for x in ("Shoe", "LED lamp", "USB stick", "Hourglass", "Unit", "Umbrella", "8-port hub")]
    ['a shoe', 'an LED lamp', 'a USB stick', 'an hourglass', 'a unit', 'an umbrella', 'an 8-port hub']
    >>> [with_article(x) for x in ("Shoes", "Footwear", "Pair of shoes", "Scissors")]
    ['shoes', 'footwear', 'a pair of shoes', 'scissors']
    """
    text = inside(name)
    if is_plural(name) or is_mass(name) or re.match(r"(?:one|two|three|four|five|six)\s", text, re.IGNORECASE):
        return text
    if _SPELT_AN.match(text) or _SPELT_A.match(text):
        return f"{'an' if _SPELT_AN.match(text) else 'a'} {text}"
    vowel = text[0].lower() in "aeiou" and not _LIKE_A.match(text)
    return f"{'an' if vowel or _LIKE_AN.match(text) else 'a'} {text}"


def singular(word: str) -> str | None:
    """Return the singular of a plural word or of the last of some words; None where it is no plural we can undo.

    >>> [singular(x) for x in ("Bottles", "playing cards", "brushes", "batteries", "knives", "glass", "scissors")]
    ['Bottle', 'playing card', 'brush', 'battery', 'knife', None, None]
    """
    *before, last = word.split(" ")
    small = last.lower()
    if small in _ONLY_PLURAL or not is_plural(last):
        return None
    if small in _IRREGULAR:
        one = _IRREGULAR[small]
    elif small in _PLURAL:
        return None
    elif small.endswith("ies"):
        one = f"{small[:-3]}y"
    elif small.endswith(("ches", "shes", "sses", "xes", "zzes")):
        one = small[:-2]
    else:
        one = small[:-1]
    one = capital(one) if last[:1].isupper() else one
    return " ".join([*before, one])
