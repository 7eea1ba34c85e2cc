"""Categories: what each number of a sentence or a list is of. Every sentence is made up; so is every number."""

from __future__ import annotations

import pytest

from tests.sources.reading.test_frames import read


@pytest.mark.parametrize(
    ("language", "text", "categories"),
    [
        (
            "fr",
            "1.261 dossiers ont trait à une disparition, 1.501 à l'exploitation sexuelle.",
            {"1.261": "missing_children", "1.501": "sexual_exploitation"},
        ),
        (
            "nl",
            "1.261 dossiers gingen over verdwijningen, 1.501 over seksuele uitbuiting en 43 over grooming.",
            {"1.261": "missing_children", "1.501": "sexual_exploitation", "43": "grooming"},
        ),
        (
            "en",
            "1,261 files concerned disappearances, 1,501 sexual exploitation and 43 grooming.",
            {"1,261": "missing_children", "1,501": "sexual_exploitation", "43": "grooming"},
        ),
        (
            "de",
            "1.261 Akten betrafen Vermisste, 1.501 die sexuelle Ausbeutung und 43 Grooming.",
            {"1.261": "missing_children", "1.501": "sexual_exploitation", "43": "grooming"},
        ),
        (
            "nl",
            "Weglopen (816 dossiers), ontvoering door een ouder (216) en niet-begeleide minderjarigen (113).",
            {"816": "runaway", "216": "parental_abduction", "113": "unaccompanied_minor"},
        ),
        (
            "fr",
            "Les fugues (816 dossiers), les enlèvements parentaux (216) et les MENA (113).",
            {"816": "runaway", "216": "parental_abduction", "113": "unaccompanied_minor"},
        ),
        (
            "fr",
            "Il y a eu 816 fugues, 216 enlèvements parentaux, 113 disparitions de MENA et 18 enlèvements par un tiers.",
            {
                "816": "runaway",
                "216": "parental_abduction",
                "18": "third_party_abduction",
            },
        ),
        (
            "nl",
            "Het gaat om 816 weglopers, 216 ontvoeringen door een ouder en 18 ontvoeringen door derden.",
            {
                "816": "runaway",
                "216": "parental_abduction",
                "18": "third_party_abduction",
            },
        ),
        (
            "nl",
            "Internationale kinderontvoeringen\n\nEffectief: 257\nPreventief: 128",
            {"257": "parental_abduction", "128": "parental_abduction"},
        ),
        (
            "fr",
            "Enlèvement parental international\n\nEffectifs : 257\nPréventifs : 128",
            {"257": "parental_abduction", "128": "parental_abduction"},
        ),
        (
            "nl",
            "Grooming. 43 dossiers, tegenover 36 in 2020. Een op de vijf slachtoffers is een jongen.",
            {"43": "grooming", "36": "grooming", "Een op de vijf": "grooming"},
        ),
        (
            "nl",
            "• Grooming: 43 dossiers (+19%)\n• Sextortion: 183 dossiers (+68%)",
            {"43": "grooming", "+19%": "grooming", "183": "sextortion", "+68%": "sextortion"},
        ),
        (
            "fr",
            "• Grooming : 43 dossiers (+19%)\n• Sextorsion : 183 dossiers (+68%)",
            {"43": "grooming", "+19%": "grooming", "183": "sextortion", "+68%": "sextortion"},
        ),
        (
            "en",
            "• Grooming: 43 (+19%)\n• Sextortion: 183 (+68%)",
            {"43": "grooming", "+19%": "grooming", "183": "sextortion", "+68%": "sextortion"},
        ),
        (
            "de",
            "• Grooming: 43 (+19 %)\n• Sextortion: 183 (+68 %)",
            {"43": "grooming", "+19 %": "grooming", "183": "sextortion", "+68 %": "sextortion"},
        ),
        (
            "nl",
            "Voor grooming waren er 43 dossiers, voor sextortion 183 en voor prostitutie 73.",
            {"43": "grooming", "183": "sextortion", "73": "prostitution"},
        ),
        (
            "fr",
            "Pour le grooming, on compte 43 dossiers, pour la sextorsion 183 et pour la prostitution 73.",
            {"43": "grooming", "183": "sextortion", "73": "prostitution"},
        ),
        (
            "en",
            "There were 43 files on grooming, 183 on sextortion and 73 on prostitution.",
            {"43": "grooming", "183": "sextortion", "73": "prostitution"},
        ),
        (
            "nl",
            "Het aantal dossiers sextortion steeg met 68%, dat van grooming met 19%.",
            {"68%": "sextortion", "19%": "grooming"},
        ),
        (
            "fr",
            "Le nombre de dossiers de sextorsion a augmenté de 68 %, celui du grooming de 19 %.",
            {"68 %": "sextortion", "19 %": "grooming"},
        ),
        ("en", "Sextortion files rose by 68%, while grooming rose by 19%.", {"68%": "sextortion", "19%": "grooming"}),
        (
            "nl",
            "Naast 1.394 weglopers waren er ook 75 internationale kinderontvoeringen.",
            {"1.394": "runaway", "75": "parental_abduction"},
        ),
        (
            "nl",
            "Van de 2.022 verdwijningen waren 1.394 kinderen weggelopen.",
            {"2.022": "missing_children", "1.394": "runaway"},
        ),
        (
            "fr",
            "Sur les 2.022 disparitions, 1.394 étaient des fugues.",
            {"2.022": "missing_children", "1.394": "runaway"},
        ),
        ("en", "Of the 2,022 disappearances, 1,394 were runaways.", {"2,022": "missing_children", "1,394": "runaway"}),
        (
            "de",
            "Von den 2.022 Vermisstenfällen waren 1.394 Ausreißer.",
            {"2.022": "missing_children", "1.394": "runaway"},
        ),
        (
            "fr",
            "2.022 dossiers de disparition ont été ouverts, dont 1.394 fugues et 75 enlèvements parentaux.",
            {"1.394": "runaway", "75": "parental_abduction"},
        ),
        (
            "nl",
            "2.022 verdwijningsdossiers, waaronder 1.394 weglopers en 75 ontvoeringen door een ouder.",
            {"1.394": "runaway", "75": "parental_abduction"},
        ),
        (
            "de",
            "2.022 Vermisstenakten, darunter 1.394 Ausreißer und 75 Kindesentziehungen.",
            {"1.394": "runaway", "75": "parental_abduction"},
        ),
        (
            "en",
            "2,022 missing children files, including 1,394 runaways and 75 parental abductions.",
            {"1,394": "runaway", "75": "parental_abduction"},
        ),
        ("nl", "Weglopers blijven met 1.394 dossiers de grootste groep.", {"1.394": "runaway"}),
        ("fr", "Les fugues restent, avec 1.394 dossiers, la première cause de disparition.", {"1.394": "runaway"}),
        ("en", "With 1,394 files, runaways remain the largest group of missing children.", {"1,394": "runaway"}),
        ("de", "Mit 1.394 Akten bleiben Ausreißer die größte Gruppe der Vermissten.", {"1.394": "runaway"}),
        (
            "fr",
            "Les disparitions d'enfants augmentent elles aussi, à 1.863 dossiers, malgré des fugues en repli : 1.098.",
            {"1.863": "missing_children", "1.098": "runaway"},
        ),
        (
            "nl",
            "Wat verdwijningen betreft, waren er 1.863 dossiers; bij weglopers 1.098.",
            {"1.863": "missing_children", "1.098": "runaway"},
        ),
    ],
)
def test_each_number_is_of_what_is_named_for_it(language: str, text: str, categories: dict[str, str]):
    found = read(language, text)
    assert {written: found[written].category for written in categories} == categories
