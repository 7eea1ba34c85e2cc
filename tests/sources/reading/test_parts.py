"""Parts: which part of its category each number is about. Every sentence is made up; so is every number."""

from __future__ import annotations

import pytest

from tests.sources.reading.test_frames import read, says


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        (
            "nl",
            "Er waren 868 weglopers. 57% was binnen de week terug, 91% binnen de maand.",
            {"57%": "found_week", "91%": "found_month"},
        ),
        ("nl", "Van de 868 weglopers werd 57% binnen een week teruggevonden.", {"57%": "found_week"}),
        (
            "nl",
            "Twee op de drie weglopers zijn meisjes, een op de drie jongens.",
            {"Twee op de drie": "girls", "een op de drie": "boys"},
        ),
        (
            "nl",
            "Bij ontvoeringen door een ouder is in 72% van de 487 dossiers de moeder de ontvoerder, in 28% de vader.",
            {"72%": "by_mother", "28%": "by_father"},
        ),
        (
            "nl",
            "Ontvoering door een ouder: 487 dossiers, waarvan 275 effectief en 134 preventief.",
            {"275": "effective", "134": "preventive"},
        ),
        (
            "nl",
            "Van de 487 ontvoeringen door een ouder waren er 275 effectief; de overige 134 dossiers waren preventief.",
            {"275": "effective", "134": "preventive"},
        ),
        ("nl", "63 weglopers waren jonger dan 13 jaar.", {"63": "age_under_13"}),
        ("nl", "63 weglopers hadden hun dertiende verjaardag nog niet gevierd.", {"63": "age_under_13"}),
        ("nl", "De meeste weglopers zijn tussen 14 en 17 jaar; 63 waren 12 jaar of jonger.", {"63": "age_under_13"}),
        ("nl", "137 jongeren liepen meer dan eens weg, één van hen elf keer.", {"137": "repeat"}),
        ("nl", "222 verdwijningen werden als onrustwekkend bestempeld.", {"222": "worrying"}),
        ("nl", "Van de 1.188 verdwijningen waren er 222 onrustwekkend (19%).", {"222": "worrying", "19%": "worrying"}),
        (
            "nl",
            "19% van de 1.188 verdwijningen was onrustwekkend, tegenover 22% in 2020.",
            {"19%": "worrying", "22%": "worrying"},
        ),
        ("nl", "Negen kinderen werden levenloos teruggevonden.", {"Negen": "found_dead"}),
        (
            "nl",
            "40% van de weglopers bleef langer dan 48 uur weg, 20% langer dan een week.",
            {"40%": "missing_over_48h", "20%": "missing_over_week"},
        ),
        ("nl", "Een derde van de weglopers verbleef in een instelling.", {"Een derde": "institution"}),
        ("nl", "In 46 van de 73 prostitutiedossiers speelde een tienerpooier een rol.", {"46": "teen_pimp"}),
        (
            "nl",
            "60% van de ontvoeringen door een ouder bleef binnen Europa, 40% ging naar een land buiten Europa.",
            {"60%": "within_europe", "40%": "outside_europe"},
        ),
        (
            "nl",
            "Op het einde van het jaar waren 142 van de 217 niet-begeleide minderjarigen nog steeds vermist.",
            {"142": "unresolved"},
        ),
        ("nl", "95% van de 1.188 verdwijningen kon worden afgesloten.", {"95%": "resolved"}),
        ("nl", "Van de 2.421 meldingen van kinderporno bleek 61% effectief strafbaar.", {"61%": "confirmed"}),
        ("nl", "1.483 meldingen van kinderporno werden doorgestuurd naar de politie.", {"1.483": "forwarded"}),
        (
            "fr",
            "Il y a eu 868 fugueurs. 57% sont rentrés dans la semaine, 91% dans le mois.",
            {"57%": "found_week", "91%": "found_month"},
        ),
        ("fr", "Sur les 868 fugueurs, 57% ont été retrouvés dans les sept jours.", {"57%": "found_week"}),
        (
            "fr",
            "Deux fugueurs sur trois sont des filles, un sur trois un garçon.",
            {"Deux fugueurs sur trois": "girls", "un sur trois": "boys"},
        ),
        (
            "fr",
            "Dans 72% des 487 dossiers d'enlèvement parental, l'auteur est la mère, dans 28% le père.",
            {"72%": "by_mother", "28%": "by_father"},
        ),
        (
            "fr",
            "Enlèvements parentaux : 487 dossiers, dont 275 effectifs et 134 préventifs.",
            {"275": "effective", "134": "preventive"},
        ),
        ("fr", "63 fugueurs avaient moins de 13 ans.", {"63": "age_under_13"}),
        ("fr", "63 fugueurs n'avaient pas encore fêté leurs 13 ans.", {"63": "age_under_13"}),
        ("fr", "La plupart des fugueurs ont entre 14 et 17 ans ; 63 avaient 12 ans ou moins.", {"63": "age_under_13"}),
        ("fr", "137 jeunes ont fugué plus d'une fois, l'un d'eux onze fois.", {"137": "repeat"}),
        ("fr", "222 disparitions ont été jugées inquiétantes.", {"222": "worrying"}),
        ("fr", "Sur 1.188 disparitions, 222 étaient inquiétantes (19%).", {"222": "worrying", "19%": "worrying"}),
        (
            "fr",
            "19% des 1.188 disparitions étaient inquiétantes, contre 22% en 2020.",
            {"19%": "worrying", "22%": "worrying"},
        ),
        ("fr", "Neuf enfants ont été retrouvés sans vie.", {"Neuf": "found_dead"}),
        (
            "fr",
            "40% des fugueurs sont restés absents plus de 48 heures, 20% plus d'une semaine.",
            {"40%": "missing_over_48h", "20%": "missing_over_week"},
        ),
        ("fr", "Un tiers des fugueurs vivaient en institution.", {"Un tiers": "institution"}),
        ("fr", "Dans 46 des 73 dossiers de prostitution, un proxénète d'ados était impliqué.", {"46": "teen_pimp"}),
        (
            "fr",
            "60% des enlèvements parentaux ont lieu en Europe, 40% hors d'Europe.",
            {"60%": "within_europe", "40%": "outside_europe"},
        ),
        ("fr", "60 dossiers de fugue n'ont pas été résolus.", {"60": "unresolved"}),
        ("nl", "60 dossiers van weglopers zijn nog niet opgelost.", {"60": "unresolved"}),
        ("en", "60 runaway cases have not yet been solved.", {"60": "unresolved"}),
        ("de", "60 Ausreißerfälle wurden nicht gelöst.", {"60": "unresolved"}),
        ("fr", "Seuls 9 sites pédopornographiques étaient hébergés en Belgique.", {"9": "hosted"}),
        (
            "fr",
            "Fin décembre, 142 des 217 mineurs non accompagnés étaient toujours portés disparus.",
            {"142": "unresolved"},
        ),
        ("fr", "95% des 1.188 disparitions ont pu être clôturées.", {"95%": "resolved"}),
        ("fr", "61% des 2.421 signalements de pédopornographie étaient illégaux.", {"61%": "confirmed"}),
        (
            "en",
            "There were 868 runaways. 57% were back within a week, 91% within a month.",
            {"57%": "found_week", "91%": "found_month"},
        ),
        ("en", "Of the 868 runaways, 57% were found within seven days.", {"57%": "found_week"}),
        (
            "en",
            "Two in three runaways are girls, one in three boys.",
            {"Two in three": "girls", "one in three": "boys"},
        ),
        (
            "en",
            "In 72% of the 487 parental abduction files the mother was the abductor, in 28% the father.",
            {"72%": "by_mother", "28%": "by_father"},
        ),
        (
            "en",
            "Parental abductions: 487 files, of which 275 effective and 134 preventive.",
            {"275": "effective", "134": "preventive"},
        ),
        ("en", "63 runaways were under 13.", {"63": "age_under_13"}),
        ("en", "63 runaways had not yet turned 13.", {"63": "age_under_13"}),
        ("en", "Most runaways are between 14 and 17 years old; 63 were 12 or younger.", {"63": "age_under_13"}),
        ("en", "137 youngsters ran away more than once, one of them eleven times.", {"137": "repeat"}),
        ("en", "222 disappearances were considered worrying.", {"222": "worrying"}),
        ("en", "Of the 1,188 disappearances 222 were worrying (19%).", {"222": "worrying", "19%": "worrying"}),
        (
            "en",
            "19% of the 1,188 disappearances were worrying, compared to 22% in 2020.",
            {"19%": "worrying", "22%": "worrying"},
        ),
        ("en", "Nine children were found dead.", {"Nine": "found_dead"}),
        (
            "en",
            "40% of runaways stayed away for more than 48 hours, 20% for more than a week.",
            {"40%": "missing_over_48h", "20%": "missing_over_week"},
        ),
        ("en", "A third of the runaways lived in an institution.", {"A third": "institution"}),
        ("en", "In 46 of the 73 prostitution files a teenage pimp was involved.", {"46": "teen_pimp"}),
        (
            "en",
            "60% of the parental abductions remained within Europe, 40% went outside Europe.",
            {"60%": "within_europe", "40%": "outside_europe"},
        ),
        ("en", "At the end of the year 142 of the 217 unaccompanied minors were still missing.", {"142": "unresolved"}),
        ("en", "95% of the 1,188 disappearances were resolved.", {"95%": "resolved"}),
        ("en", "61% of the 2,421 reports of child sexual abuse material were confirmed.", {"61%": "confirmed"}),
        (
            "de",
            "Es gab 868 Ausreißer. 57 Prozent waren binnen einer Woche zurück, 91 Prozent binnen eines Monats.",
            {"57 Prozent": "found_week", "91 Prozent": "found_month"},
        ),
        (
            "de",
            "Von den 868 Ausreißern wurden 57 Prozent innerhalb von sieben Tagen gefunden.",
            {"57 Prozent": "found_week"},
        ),
        ("de", "Zwei von drei Ausreißern sind Mädchen, einer von drei ein Junge.", {"Zwei von drei": "girls"}),
        (
            "de",
            "In 72 Prozent der 487 elterlichen Entführungen war es die Mutter, in 28 Prozent der Vater.",
            {"72 Prozent": "by_mother", "28 Prozent": "by_father"},
        ),
        (
            "de",
            "Elterliche Entführungen: 487 Akten, davon 275 effektive und 134 präventive.",
            {"275": "effective", "134": "preventive"},
        ),
        ("de", "63 Ausreißer waren jünger als 13 Jahre.", {"63": "age_under_13"}),
        ("de", "63 Ausreißer waren noch keine 13 Jahre alt.", {"63": "age_under_13"}),
        (
            "de",
            "Die meisten Ausreißer sind zwischen 14 und 17 Jahre alt; 63 waren 12 Jahre oder jünger.",
            {"63": "age_under_13"},
        ),
        ("de", "137 Jugendliche liefen mehr als einmal weg, einer davon elfmal.", {"137": "repeat"}),
        ("de", "222 Vermisstenfälle galten als besorgniserregend.", {"222": "worrying"}),
        (
            "de",
            "Von den 1.188 Vermisstenfällen waren 222 besorgniserregend (19 Prozent).",
            {"222": "worrying", "19 Prozent": "worrying"},
        ),
        (
            "de",
            "19 Prozent der 1.188 Vermisstenfälle waren besorgniserregend, gegenüber 22 Prozent im Jahr 2020.",
            {"19 Prozent": "worrying", "22 Prozent": "worrying"},
        ),
        ("de", "Neun Kinder wurden tot aufgefunden.", {"Neun": "found_dead"}),
        (
            "de",
            "40 Prozent der Ausreißer blieben länger als 48 Stunden weg, 20 Prozent länger als eine Woche.",
            {"40 Prozent": "missing_over_48h", "20 Prozent": "missing_over_week"},
        ),
        ("de", "Ein Drittel der Ausreißer lebte in einer Einrichtung.", {"Ein Drittel": "institution"}),
        ("de", "In 46 der 73 Akten zu Prostitution spielte ein Loverboy eine Rolle.", {"46": "teen_pimp"}),
        (
            "de",
            "60 Prozent der elterlichen Entführungen blieben innerhalb Europas, 40 Prozent gingen außerhalb Europas.",
            {"60 Prozent": "within_europe", "40 Prozent": "outside_europe"},
        ),
        ("de", "Am Jahresende waren 142 der 217 unbegleiteten Minderjährigen noch vermisst.", {"142": "unresolved"}),
        ("de", "95 Prozent der 1.188 Vermisstenfälle konnten geklärt werden.", {"95 Prozent": "resolved"}),
        ("de", "61 Prozent der 2.421 Meldungen von Kinderpornografie waren strafbar.", {"61 Prozent": "confirmed"}),
        ("nl", "De meisjes (61%) lopen vaker weg dan de jongens (39%).", {"61%": "girls", "39%": "boys"}),
        ("fr", "Les filles (61%) fuguent plus que les garçons (39%).", {"61%": "girls", "39%": "boys"}),
        ("en", "Girls (61%) run away more often than boys (39%).", {"61%": "girls", "39%": "boys"}),
        (
            "de",
            "Mädchen (61 Prozent) laufen häufiger weg als Jungen (39 Prozent).",
            {"61 Prozent": "girls", "39 Prozent": "boys"},
        ),
        ("nl", "61% van de weglopers is een meisje en 39% een jongen.", {"61%": "girls", "39%": "boys"}),
        ("fr", "61% des fugueurs sont des filles et 39% des garçons.", {"61%": "girls", "39%": "boys"}),
        ("en", "61% of the runaways are girls and 39% boys.", {"61%": "girls", "39%": "boys"}),
        (
            "de",
            "61 Prozent der Ausreißer sind Mädchen und 39 Prozent Jungen.",
            {"61 Prozent": "girls", "39 Prozent": "boys"},
        ),
        ("nl", "Bij bijna een op de vijf weglopers (19%) was de verdwijning onrustwekkend.", {"19%": "worrying"}),
        ("fr", "Pour près d'un fugueur sur cinq (19%), la disparition était inquiétante.", {"19%": "worrying"}),
        ("en", "For almost one in five runaways (19%) the disappearance was worrying.", {"19%": "worrying"}),
        (
            "de",
            "Bei fast jedem fünften Ausreißer (19 Prozent) war das Verschwinden besorgniserregend.",
            {"19 Prozent": "worrying"},
        ),
        ("nl", "In 222 gevallen was de verdwijning onrustwekkend.", {"222": "worrying"}),
        ("fr", "Dans 222 cas, la disparition était inquiétante.", {"222": "worrying"}),
        ("en", "In 222 cases the disappearance was worrying.", {"222": "worrying"}),
        ("de", "In 222 Fällen war das Verschwinden besorgniserregend.", {"222": "worrying"}),
        ("nl", "Er waren 1.188 verdwijningen (waarvan 222 onrustwekkend).", {"222": "worrying"}),
        ("fr", "Il y a eu 1.188 disparitions (dont 222 inquiétantes).", {"222": "worrying"}),
        ("en", "There were 1,188 disappearances (222 of them worrying).", {"222": "worrying"}),
        ("de", "Es gab 1.188 Vermisstenfälle (davon 222 besorgniserregend).", {"222": "worrying"}),
        (
            "nl",
            "Het aantal onrustwekkende verdwijningen steeg met 12%, van 198 naar 222.",
            {"12%": "worrying", "198": "worrying", "222": "worrying"},
        ),
        (
            "fr",
            "Le nombre de disparitions inquiétantes a augmenté de 12%, de 198 à 222.",
            {"12%": "worrying", "198": "worrying", "222": "worrying"},
        ),
        (
            "en",
            "The number of worrying disappearances rose by 12%, from 198 to 222.",
            {"12%": "worrying", "198": "worrying", "222": "worrying"},
        ),
        (
            "de",
            "Die Zahl der besorgniserregenden Vermisstenfälle stieg um 12 Prozent, von 198 auf 222.",
            {"12 Prozent": "worrying", "198": "worrying", "222": "worrying"},
        ),
        (
            "nl",
            "36% van de weglopers was binnen 48 uur terug, tegenover 40% in 2020.",
            {"36%": "found_48h", "40%": "found_48h"},
        ),
        (
            "fr",
            "36% des fugueurs ont été retrouvés dans les 48 heures, contre 40% en 2020.",
            {"36%": "found_48h", "40%": "found_48h"},
        ),
        (
            "en",
            "36% of runaways were found within 48 hours, against 40% in 2020.",
            {"36%": "found_48h", "40%": "found_48h"},
        ),
        (
            "de",
            "36 Prozent der Ausreißer waren binnen 48 Stunden zurück, gegenüber 40 Prozent im Jahr 2020.",
            {"36 Prozent": "found_48h", "40 Prozent": "found_48h"},
        ),
        ("nl", "Weglopers teruggevonden binnen 48 uur: 36% (40% in 2020).", {"36%": "found_48h", "40%": "found_48h"}),
        ("fr", "Fugueurs retrouvés dans les 48 heures : 36% (40% en 2020).", {"36%": "found_48h", "40%": "found_48h"}),
        ("en", "Runaways found within 48 hours: 36% (40% in 2020).", {"36%": "found_48h", "40%": "found_48h"}),
        (
            "de",
            "Ausreißer, die binnen 48 Stunden gefunden wurden: 36 Prozent (40 Prozent im Jahr 2020).",
            {"36 Prozent": "found_48h", "40 Prozent": "found_48h"},
        ),
        (
            "nl",
            "Van de weglopers was 7% jonger dan 13 jaar en 52% tussen 13 en 15 jaar.",
            {"7%": "age_under_13", "52%": "age_13_15"},
        ),
        (
            "fr",
            "Parmi les fugueurs, 7% avaient moins de 13 ans et 52% entre 13 et 15 ans.",
            {"7%": "age_under_13", "52%": "age_13_15"},
        ),
        (
            "en",
            "Of the runaways, 7% were under 13 and 52% between 13 and 15 years old.",
            {"7%": "age_under_13", "52%": "age_13_15"},
        ),
        (
            "de",
            "Von den Ausreißern waren 7 Prozent unter 13 Jahre alt und 52 Prozent zwischen 13 und 15 Jahren.",
            {"7 Prozent": "age_under_13", "52 Prozent": "age_13_15"},
        ),
        (
            "nl",
            "Ontvoering door een ouder: 487 dossiers. Vier op de tien ontvoerders zijn vaders.",
            {"Vier op de tien": "by_father"},
        ),
        ("nl", "In 73% van de ontvoeringen door een ouder is het de moeder die vertrekt.", {"73%": "by_mother"}),
        ("fr", "Dans 73% des enlèvements parentaux, c'est la mère qui part.", {"73%": "by_mother"}),
        ("en", "In 73% of parental abductions it is the mother who leaves.", {"73%": "by_mother"}),
        ("de", "Bei 73 Prozent der elterlichen Entführungen ist es die Mutter, die geht.", {"73 Prozent": "by_mother"}),
        (
            "nl",
            "De moeder is in 54% van de ontvoeringen door een ouder de dader, de vader in 44%.",
            {"54%": "by_mother", "44%": "by_father"},
        ),
        (
            "fr",
            "La mère est l'auteur dans 54% des enlèvements parentaux, le père dans 44%.",
            {"54%": "by_mother", "44%": "by_father"},
        ),
        (
            "en",
            "The mother is behind 54% of parental abductions, the father behind 44%.",
            {"54%": "by_mother", "44%": "by_father"},
        ),
        (
            "de",
            "Die Mutter steckt hinter 54 Prozent der elterlichen Entführungen, der Vater hinter 44 Prozent.",
            {"54 Prozent": "by_mother", "44 Prozent": "by_father"},
        ),
        ("nl", "Slechts 33% van de ontvoeringen door een ouder kon worden opgelost.", {"33%": "resolved"}),
        ("fr", "Seuls 33% des enlèvements parentaux ont pu être résolus.", {"33%": "resolved"}),
        ("en", "Only 33% of parental abductions could be resolved.", {"33%": "resolved"}),
        ("de", "Nur 33 Prozent der elterlichen Entführungen konnten gelöst werden.", {"33 Prozent": "resolved"}),
        ("nl", "Slachtoffers van sextortion zijn in 85% van de gevallen jongens.", {"85%": "boys"}),
        ("fr", "Les victimes de sextorsion sont des garçons dans 85% des cas.", {"85%": "boys"}),
        ("en", "Victims of sextortion are boys in 85% of cases.", {"85%": "boys"}),
        ("de", "Opfer von Sextortion sind in 85 Prozent der Fälle Jungen.", {"85 Prozent": "boys"}),
        ("nl", "Bij 85% van de dossiers sextortion is het slachtoffer een jongen.", {"85%": "boys"}),
        ("fr", "Dans 85% des dossiers de sextorsion, la victime est un garçon.", {"85%": "boys"}),
        ("en", "In 85% of sextortion files the victim is a boy.", {"85%": "boys"}),
        ("de", "In 85 Prozent der Sextortion-Akten ist das Opfer ein Junge.", {"85 Prozent": "boys"}),
        ("nl", "Per dag werden gemiddeld 5 weglopers gemeld.", {"5": "per_day"}),
        ("fr", "En moyenne, 5 fugueurs ont été signalés par jour.", {"5": "per_day"}),
        ("en", "On average 5 runaways were reported every day.", {"5": "per_day"}),
        ("de", "Im Schnitt wurden täglich 5 Ausreißer gemeldet.", {"5": "per_day"}),
        ("nl", "90% van de webpagina's bevat zelfgegenereerde beelden van kindermisbruik.", {"90%": "self_generated"}),
        ("fr", "90% des pages contiennent des images d'abus auto-générées.", {"90%": "self_generated"}),
        ("en", "90% of the webpages contain self-generated child sexual abuse images.", {"90%": "self_generated"}),
        (
            "de",
            "90 Prozent der Webseiten enthalten selbstgenerierte Missbrauchsdarstellungen.",
            {"90 Prozent": "self_generated"},
        ),
        (
            "nl",
            "137 weglopers verdwenen meermaals; samen zijn zij goed voor 28% van de dossiers.",
            {"137": "repeat", "28%": "repeat"},
        ),
        (
            "fr",
            "137 fugueurs ont disparu plusieurs fois ; à eux seuls, ils représentent 28% des dossiers.",
            {"137": "repeat", "28%": "repeat"},
        ),
        (
            "en",
            "137 runaways disappeared several times; together they account for 28% of the files.",
            {"137": "repeat", "28%": "repeat"},
        ),
        (
            "de",
            "137 Ausreißer verschwanden mehrmals; zusammen stehen sie für 28 Prozent der Akten.",
            {"137": "repeat", "28 Prozent": "repeat"},
        ),
    ],
)
def test_a_part_is_named_as_the_vocabulary_names_it(language: str, text: str, parts: dict[str, str]) -> None:
    found = read(language, text)
    assert {number: found[number].breakdown for number in parts} == parts


@pytest.mark.parametrize(
    ("language", "text", "whole"),
    [
        ("nl", "In 46 van de 73 prostitutiedossiers speelde een tienerpooier een rol.", "73"),
        ("fr", "Sur 1.188 disparitions, 222 étaient inquiétantes.", "1.188"),
        ("en", "95% of the 1,188 disappearances were resolved.", "1,188"),
        ("de", "Es gab 1.188 Vermisstenfälle (davon 222 besorgniserregend).", "1.188"),
    ],
)
def test_the_whole_that_a_part_is_of_is_no_part(language: str, text: str, whole: str) -> None:
    assert read(language, text)[whole].breakdown is None


def test_the_part_of_a_stated_whole_may_be_a_narrower_phenomenon() -> None:
    share = read("en", "65% of the 1,261 disappearances concerned runaways.")["65%"]
    assert (share.category, share.breakdown) == ("missing_children", "runaway")


@pytest.mark.parametrize(
    ("language", "text", "span"),
    [
        ("nl", "40% van de weglopers bleef langer dan 48 uur weg, 20% langer dan een week.", "48"),
        ("fr", "40% des fugueurs sont rentrés dans les 48 heures, 20% dans les sept jours.", "48"),
        ("en", "40% of runaways were found within 48 hours, 20% within seven days.", "48"),
        ("de", "40 Prozent der Ausreißer waren nach 48 Stunden wieder da, 20 Prozent nach sieben Tagen.", "48"),
    ],
)
def test_a_span_in_the_name_of_a_part_is_no_figure(language: str, text: str, span: str) -> None:
    assert read(language, text)[span].status == "rejected"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There were 1,188 disappearances (222 of them in Brussels)."),
        ("en", "40% of runaways stayed away for more than 48 hours, 222 came back."),
        ("en", "Girls account for 61% of runaways, rather more than boys with 39%."),
    ],
)
def test_what_stands_beside_is_not_an_earlier_year(language: str, text: str) -> None:
    assert {s.year for s in read(language, text).values() if s.status != "rejected"} == {2021}


def test_some_of_a_stated_whole_may_be_all_of_a_narrower_phenomenon() -> None:
    found = read("en", "816 of the 1,261 disappearances concerned runaways.")
    assert {number: (s.category, s.breakdown) for number, s in found.items()} == {
        "816": ("runaway", None),
        "1,261": ("missing_children", None),
    }


HOTLINE = {"total": {"category": "other", "breakdown": None}, "counts": {"csam": "reports", "other": "reports"}}
"""Of a hotline for all sorts of illegal content."""


@pytest.mark.parametrize(
    ("language", "text", "share"),
    [
        ("de", "84 Prozent der berechtigten Beschwerden betrafen Darstellungen sexuellen Missbrauchs.", "84 Prozent"),
        ("de", "6.851 Beschwerden entfielen auf Missbrauchsdarstellungen, also rund 80 Prozent.", "80 Prozent"),
        ("de", "In 16.894 Fällen (96,6 Prozent) ging es um Missbrauchsdarstellungen.", "96,6 Prozent"),
        ("fr", "6.871 signalements de pédopornographie, ou 52% du total.", "52%"),
        ("en", "Abuse images were 6,851 of the reports (80%).", "80%"),
    ],
)
def test_a_share_of_all_that_a_hotline_takes(language: str, text: str, share: str):
    says(read(language, text, profile=HOTLINE)[share], category="other", breakdown="csam", kind="share")


def test_a_share_of_abuse_images_that_has_a_part_of_its_own():
    found = read("fr", "429 pages pédopornographiques se trouvaient en France, 23% du total.", profile=HOTLINE)
    says(found["23%"], category="csam", kind="share")


def test_a_profile_says_what_a_noun_counts_and_what_part_its_figures_are_of():
    text = "2021 gab es 868 Fälle von Kinderpornografie, dazu 430 Fälle von Grooming."
    plain = read("de", text)
    says(plain["868"], category="csam", measure="cases", breakdown=None)
    profile = {
        "total": {"category": "other", "breakdown": None},
        "topics": [{"words": ["fall", "fälle", "fällen"], "measure": "reports"}],
        "parts": {"csam": "confirmed"},
    }
    told = read("de", text, profile=profile)
    says(told["868"], category="csam", measure="reports", breakdown="confirmed")
    says(told["430"], category="grooming", measure="reports", breakdown=None)
