"""Pages as sites print them; a line that begins with "~ " is furniture, all others are the article."""

import pytest

from pipeline.errors import RuleError
from pipeline.furniture import strip_furniture
from pipeline.lines import fold, load_words

EN_MENU_AND_FOOTER = """
~ Skip to main content
~ The Kent Ledger
~ News
~ Business
~ Motoring
~ Obituaries
~ Home > Business > Motoring
Ford to open battery plant near Canterbury
The site will employ 900 people by the end of next year, the carmaker says
~ By Helen Marsh, Business Editor
~ Published: 12 March 2025, 10:24 | Updated: 12 March 2025, 15:02
~ 3 min read
~ Share
~ Facebook
~ WhatsApp
~ Copy link
Ford will open a battery plant near Canterbury in the spring and expects to hire 900 people there, the company said on Wednesday.
“It is a good day for Kent,” said Anna Field, who will run the site.
~ Advertisement
The carmaker closed its last engine line in the county in 2020.
~ Read more: Dover port braces for summer queues
Unions welcomed the decision, although they asked for longer contracts for the agency staff who will start in May.
The first packs are due in June.
~ Sign up to our morning briefing and get the stories that matter to you.
~ Related stories
~ Ferry firm cancels winter sailings
~ Council backs new relief road
~ Follow us on Facebook and X
~ Topics: Ford, Batteries, Canterbury
~ © 2025 The Kent Ledger. All rights reserved.
~ Privacy policy
~ Terms of use
"""

EN_WIRE = """
~ Stellantis halts shift at Melfi as demand weakens
Stellantis halts shift at Melfi as demand weakens, unions say
~ Marco Bellini
~ February 3, 2025
TURIN, Feb 3 (Newsline) - Stellantis will halt the night shift at its Melfi factory in southern Italy from March, three unions said on Monday.
The company declined to comment.
It built 62,000 cars there last year, down from 170,000 in 2023, according to union figures.
• Melfi employs 4,600 people
• The site makes four models
• Production fell 64% in 2024
“We want a date for the new platform,” said Rocco Sabia of the Fim union.
~ (Reporting by Marco Bellini; Editing by Joan Price)
~ Our Standards: The Newsline Trust Principles.
~ Suggested Topics:
~ Autos & Transportation
~ Europe
"""

EN_CONSENT = """
~ We use cookies and similar technologies to give you a better experience on our website. By clicking Accept you agree to our privacy policy.
~ Accept all
~ Manage preferences
~ Subscribe
~ Log in
~ TRENDING
~ Ten gardens to see this weekend
~ Why rents keep rising in Leeds
Tesla cuts price of Model Y in Europe
~ Jane Okafor
~ Motoring correspondent
~ 14 Jan 2025
Tesla cut the price of its Model Y in seven European countries on Tuesday.
The cheapest version now costs 42,990 euros in Germany, 2,000 less than a week ago. The company did not say how long the offer would last.
~ Story continues below advertisement
Analysts had expected a cut.
“Stocks were too high,” said Lena Vogt of the research firm Autowerk. “They had to move before the end of the quarter.”
~ You may also like
~ Five family cars under £25,000
~ What to know before buying a used EV
Shares of the carmaker fell 1.2% in New York.
~ Jane Okafor covers the motor industry for this website. Follow her on Bluesky @janeokafor
~ Have a story? Email our newsroom at tips@ledger.example
~ Comments (14)
~ bigwheel72
~ About time, my neighbour paid five grand more for the same car last month and is furious.
~ Reply
"""

EN_PRESS_RELEASE = """
~ Media Centre
~ 03/04/2025
Bosch expands sensor production in Reutlingen

- 400 new jobs by 2027
- Investment of 250 million euros

Reutlingen – Bosch is expanding its sensor production in Reutlingen. The supplier will invest 250 million euros in a further hall, which is due to start work in the autumn of 2026 and to employ 400 people.

“Demand for sensors is rising faster than we can build them,” said Klaus Ammer, who heads the division. The present halls work in three shifts.

About Bosch
The Bosch Group supplies technology and services to carmakers, households and factories in more than sixty countries.

~ Press contact
~ Petra Lang
~ +49 711 000 0000
~ petra.lang@bosch.example
"""

EN_TV = """
~ WATCH LIVE
~ LOCAL
GM to hire 1,500 at Spring Hill
~ by: Dana Whitlock
~ Posted: Mar 5, 2025 / 06:12 PM CST
~ Updated: Mar 6, 2025 / 08:01 AM CST
SPRING HILL, Tenn. — General Motors plans to hire 1,500 workers at its Spring Hill complex this year.
Hiring starts in April.
Mayor Tom Reddick called it the best news in a decade.
The company said the jobs will pay between $22 and $36 an hour and that most of them will be in the body shop.
~ Stay with News 4 for updates on this developing story.
~ Download the News 4 app to get alerts on your phone.
~ Copyright 2025 Whitlock Media. This material may not be published, broadcast or rewritten.
~ More Stories
~ School board weighs four-day week
~ Man rescued from Duck River
~ Pinwheels planted for spring campaign
"""

EN_TRADE = """
~ Automotive Supply Weekly / Powertrain / Europe
ZF and Foxconn close chassis deal
Taiwanese group takes half of the axle business
~ Share this article
ZF Friedrichshafen and Foxconn have closed the deal under which the Taiwanese group takes 50 percent of ZF Chassis Modules, the two companies said.
~ ADVERTISEMENT
The business is valued at about one billion euros including debt.
Who supplies whom
The joint venture has 3,300 employees at 25 sites and will go on to supply its present customers, among them BMW and Mercedes-Benz.
~ ADVERTISEMENT
Foxconn wants to build cars for other brands.
~ Photo: ZF Press Office
The partners did not give a date for the next step but said that a second plant in Mexico is being looked at.
~ ADVERTISEMENT
~ Tags
~ ZF
~ Foxconn
~ Chassis
~ Was this article helpful?
"""

EN_TEASERS = """
VW and Bosch end battery equipment talks
Volkswagen and Bosch have ended their talks about a joint venture for battery factory equipment, both companies confirmed on Friday.
They could not agree on a business model, a spokeswoman for Bosch said, and will go on working together in other fields such as software for automated driving.
The two had announced the plan in January 2022 and wanted to equip European cell factories with a combined capacity of 700 gigawatt-hours by 2030.
~ Latest news
~ River trust wins award for wetland
~ A charity that restores ponds in the uplands has won a national award for its work with schools.
~ Opera house opens its doors to toddlers
~ Children under three are invited to a morning of music and puppets at the theatre this Sunday.
~ Lottery winner keeps milk round
~ He says that he has been getting up at four for thirty years and sees no reason to stop now.
"""

EN_SHORT = """
Ford shuts Genk
The plant closed on Thursday.
About 4,300 people lost their jobs.
~ Source link
"""

IT_MENU = """
~ MENU
~ Cerca
~ Il Corriere del Canavese
~ Cronaca
~ Economia e lavoro
~ Eventi
~ Abbonati
~ Accedi
~ Sei in: Home > Economia > Auto
~ Stellantis
Mirafiori, la 500 ibrida parte a novembre
L'azienda conferma l'avvio della produzione: previste 5.000 vetture entro l'anno
~ di Marta Ferrero
~ 3 aprile 2025 alle 18:40
~ 2 minuti di lettura
La produzione della 500 ibrida partirà a novembre nello stabilimento di Mirafiori, ha confermato ieri l'azienda durante l'incontro con i sindacati.
«È un passo avanti», dice Luca Garrone della Fiom.
~ Leggi anche: Comau, i lavoratori in presidio davanti ai cancelli
Entro la fine dell'anno sono previste 5.000 vetture, che dovrebbero salire a 130.000 quando l'impianto lavorerà a pieno ritmo.
Restano i dubbi sugli organici.
~ ISCRIVITI
~ Ricevi ogni mattina le notizie più importanti nella tua casella di posta.
~ © RIPRODUZIONE RISERVATA
~ Argomenti: Mirafiori, Stellantis, Fiat 500
~ I più letti
~ Ivrea, chiude la storica pasticceria
~ Maltempo, allerta gialla in tutto il Piemonte
~ Chi siamo
~ Contatti
~ Privacy
"""

IT_AGENCY = """
~ Home › Regioni › Basilicata
Stellantis: sindacati, stop al turno di notte a Melfi da marzo
~ Redazione
(Lucania News) - POTENZA, 03 FEB - Stellantis fermerà da marzo il turno di notte nello stabilimento di Melfi, dove lavorano 4.600 persone. Lo hanno reso noto oggi i sindacati al termine di un incontro con la direzione.
"Chiediamo una data per la nuova piattaforma", ha detto il segretario della Fim Rocco Sabia.
L'azienda non ha commentato.
Nel 2024 a Melfi sono state prodotte 62.000 vetture, il 64% in meno dell'anno precedente secondo i dati della Fim.
~ Riproduzione riservata © Copyright Lucania News
~ Ultima ora
~ 12:04 Matera, al via il festival della ceramica
~ 11:47 Lavello, furgone fuori strada: un ferito
~ 11:20 Serie C, il Potenza cerca un portiere
"""

IT_BUSINESS = """
~ Questo sito utilizza cookie tecnici e di profilazione. Proseguendo nella navigazione acconsenti al loro uso.
~ Accetta e continua
~ Naviga
~ Quotazioni
~ Norme & Tributi
~ Servizio | Componentistica
Brembo compra Öhlins per 405 milioni di dollari
L'acquisizione è la più grande nella storia del gruppo bergamasco
~ di Filippo Marenzi
~ 11 ottobre 2024
~ Ascolta la versione audio dell'articolo
~ I punti chiave
Brembo ha firmato l'accordo per comprare da Tenneco il 100% di Öhlins Racing, il produttore svedese di sospensioni per moto e auto sportive.
~ Loading...
Il prezzo è di 405 milioni di dollari, pagati con la liquidità disponibile.
Il mercato e i marchi
Öhlins ha sede a Upplands Väsby, vicino a Stoccolma, ha due stabilimenti e circa 500 dipendenti e prevede per il 2024 ricavi per 144 milioni di dollari.
~ Pubblicità
Loading dock e magazzini restano dove sono, ha assicurato il presidente Guido Terzi.
~ Abbonati per leggere tutti gli articoli e scopri le offerte riservate ai nuovi lettori.
~ Riproduzione riservata
~ Brand connect
~ Newsletter
~ Notizie e approfondimenti sugli avvenimenti politici, economici e finanziari.
~ Iscriviti
"""

IT_LOCAL = """
~ VIDEO
~ Attualità
~ Commenti
~ Arese, 200 posti nel polo
Arese, 200 posti nel polo logistico di Amazon
Il centro apre a giugno. Candidature da lunedì.
~ Foto di repertorio
Duecento posti di lavoro a tempo indeterminato: è quanto promette Amazon per il nuovo centro di Arese, che aprirà a giugno nell'area dell'ex Alfa Romeo.
Le candidature si aprono lunedì.
«Finalmente una buona notizia», commenta la sindaca Paola Brusa.
Lo stabilimento dell'Alfa aveva chiuso nel 2005.
~ (Foto Ansa)
Il cantiere è partito nel 2023 e ha impegnato in media 350 operai, ha ricordato l'assessore ai lavori pubblici.
~ Continua a leggere sotto la pubblicità
Non è ancora chiaro quanti furgoni passeranno ogni giorno dalla statale.
~ Vuoi restare sempre aggiornato? Segui il canale WhatsApp del giornale, clicca qui.
~ Caratteri rimanenti: 1000
~ Accedi per commentare
~ Edicola
~ Necrologi
~ P.IVA 00000000000
"""

IT_AUTHOR = """
Ferrari, consegne in crescita del 2%
~ Torino, 4 febbraio 2025
Ferrari ha chiuso il 2024 con 13.752 vetture consegnate, il 2% in più dell'anno prima, e ricavi netti per 6,7 miliardi di euro.
~ LEGGI ANCHE
~ Formula 1, le novità della stagione
~ Museo Enzo Ferrari, orari e biglietti
L'amministratore delegato ha definito l'anno «straordinario sotto ogni aspetto».
Per il 2025 il gruppo prevede ricavi superiori ai 7 miliardi e un margine di almeno il 38,3 per cento.
Il titolo ha guadagnato l'8% a Milano.
~ L'autore
~ Sandro Pietri
~ Giornalista professionista, scrive di motori dal 1998 e ha pubblicato tre libri sulla storia delle corse.
~ Tutti gli articoli di Sandro Pietri
"""

IT_BLOG = """
~ motoriedintorni.example
~ CATEGORIE
~ ELETTRICHE
~ IBRIDE
~ USATO
BYD sceglie Szeged per la fabbrica europea
~ Da Giulia Neri | 22/12/2023 | Elettriche
BYD costruirà a Szeged, in Ungheria, la sua prima fabbrica europea di automobili. Lo ha annunciato il gruppo cinese venerdì.
Il governo ungherese parla di migliaia di posti di lavoro.
Perché l'Ungheria
Il Paese ospita già gli stabilimenti di Audi, Mercedes e Suzuki, e dal 2025 avrà anche quello della BMW a Debrecen.
Tra i fornitori locali ci sono:
- la Continental di Makó
- la Bosch di Miskolc
- la SEG di Miskolc
La produzione dovrebbe partire entro tre anni, dopo le gare d'appalto.
~ Condividi:
~ Tweet
~ Telegram
~ Mi piace
~ Caricamento...
~ Potrebbe interessarti
~ Come si ricarica l'auto in condominio
~ Bollo auto, chi non lo paga
~ Rispondi
~ Il tuo indirizzo email non sarà pubblicato. I campi obbligatori sono contrassegnati.
"""

IT_PULL_QUOTE = """
Iveco, accordo sul contratto
~ Iveco, accordo sul contratto
~ Paolo Dogliani
~ 10 luglio 2024, 09:15
Intesa raggiunta nella notte tra Iveco e i sindacati sul contratto aziendale, che porta un aumento medio di 140 euro al mese.
«Abbiamo difeso il salario senza cedere sugli orari», ha spiegato Carla Sciutto, della segreteria nazionale.
~ «Abbiamo difeso il salario senza cedere sugli orari», ha spiegato Carla Sciutto, della segreteria nazionale.
Si vota dal 15 luglio.
L'accordo riguarda 7.000 dipendenti negli stabilimenti di Suzzara, Brescia, Torino e Foggia.
~ Iveco, accordo sul contra...
~ Condividi
~ Stampa
"""

PAGES = [
    ("en", EN_MENU_AND_FOOTER, "Ford to open battery plant near Canterbury", "2025-03-12"),
    ("en", EN_WIRE, "Stellantis halts shift at Melfi as demand weakens, unions say", "2025-02-03"),
    ("en", EN_CONSENT, "Tesla cuts price of Model Y in Europe", "2025-01-14"),
    ("en", EN_PRESS_RELEASE, "Bosch expands sensor production in Reutlingen", "2025-03-04"),
    ("en", EN_TV, "GM to hire 1,500 at Spring Hill", "2025-03-05"),
    ("en", EN_TRADE, "ZF and Foxconn close chassis deal", None),
    ("en", EN_TEASERS, "VW and Bosch end battery equipment talks", None),
    ("en", EN_SHORT, "Ford shuts Genk", None),
    ("it", IT_MENU, "Mirafiori, la 500 ibrida parte a novembre", "2025-04-03"),
    ("it", IT_AGENCY, "Stellantis: sindacati, stop al turno di notte a Melfi da marzo", None),
    ("it", IT_BUSINESS, "Brembo compra Öhlins per 405 milioni di dollari", "2024-10-11"),
    ("it", IT_LOCAL, "Arese, 200 posti nel polo logistico di Amazon", None),
    ("it", IT_AUTHOR, "Ferrari, consegne in crescita del 2%", "2025-02-04"),
    ("it", IT_BLOG, "BYD sceglie Szeged per la fabbrica europea", "2023-12-22"),
    ("it", IT_PULL_QUOTE, "Iveco, accordo sul contratto", "2024-07-10"),
]


def printed(page):
    return "\n".join(line.removeprefix("~ ") for line in page.splitlines())


def article(page):
    return [line for line in page.splitlines() if line and not line.startswith("~ ")]


@pytest.mark.parametrize(("lang", "page", "headline", "date"), PAGES)
def test_only_the_article_stays(lang, page, headline, date):
    body = strip_furniture(printed(page), lang=lang)
    assert list(body.paragraphs) == article(page)
    assert (body.headline, body.date) == (headline, date)


@pytest.mark.parametrize(("lang", "page", "headline", "date"), PAGES)
def test_a_clean_article_stays_whole(lang, page, headline, date):
    clean = "\n\n".join(article(page))
    assert list(strip_furniture(clean, lang=lang).paragraphs) == article(page)
