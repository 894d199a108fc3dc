"""Words too common to tell texts apart, by language; kept short on purpose.

Inverse document frequency already makes common words light; taking these out saves most
of the postings (trials: seventeen times fewer) and keeps them out of the reasons shown.
"""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "en": """a about above across after again against all almost along already also although always
        am among an and another any anyone anything are around as at away back be became because
        become becomes been before being below between both but by can cannot could did do does
        doing done down due during each either else enough etc even ever every few for from further
        had has have having he hence her here hers herself him himself his how however i if in
        indeed instead into is it its itself just latter least less like made many may me might
        mine more moreover most much must my myself namely neither never nevertheless next no nobody
        none nor not nothing now of off often on once one only onto or other others otherwise our
        ours ourselves out over own per perhaps please rather s same several she should since so
        some somehow someone something sometimes still such t than that the their theirs them
        themselves then there thereby therefore these they this those though through throughout
        thus to together too toward towards under until up upon us very via was we well were what
        whatever when where whereas whereby wherever whether which while who whole whom whose why
        will with within without would yet you your yours yourself yourselves""",
    "de": """aber alle allem allen aller alles als also am an ander andere anderem anderen anderer
        anderes auch auf aus bei beim bin bis bist bzw da dabei dadurch dafür damit dann daran
        darauf daraus darin das dass dazu dein dem den denn der deren des dessen dich die dies diese
        diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines einige
        einigen er es etwa etwas euch euer für gegen habe haben hat hatte hier hinter ich ihm ihn
        ihnen ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes jedoch
        jetzt kann kein keine können könnte machen man manche mehr mein meine mit muss müssen nach
        nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit selbst sich
        sie sind so solche soll sollen sondern sonst sowie über um und uns unser unsere unseren
        unserer unter usw viel viele vom von vor war waren was weil welche welchem welchen welcher
        wenn wer werden wie wieder will wir wird wo worden wurde wurden zu zum zur zwar zwischen""",
    "fi": """ei eivät emme en et että hän he heidän hänen ja jo joka jonka jos jossa jota jotka joiden
        joita joka kaikki kanssa kautta keiden kuin kuinka kun kuten kuitenkin me meidän meille mikä
        minä mitä miten mukaan mutta myös ne niiden niitä niin näiden näitä nämä nyt olemme olen
        olevat olisi olla on oli olivat ovat ole oma pitää se sekä sen siinä siitä sitä sinä tai
        tämä tämän tässä tästä tätä te teidän tulee vaan vai vain voi voidaan voimme voivat yli""",
    "sv": """alla allt att av blev bli blir blivit de dem den denna deras dess dessa det detta dig din
        dina ditt du där då efter ej eller en er era ett från för genom ha hade han hans har hon
        hos hur här i icke in inom inte jag kan kommer kunna man med mellan men mer mig min mina mitt
        mot mycket ner ni nu när något några och om oss också på samt sedan sig sin sina sitt ska skall
        skulle som så till under upp ur ut utan vad var vara varje vem vi vid vilka vilken vilket vår
        våra vårt är även åt över""",
    "da": """af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din du
        efter ej eller en end er et for fra gennem ham han hans har havde have hen hende her hos
        hun hvad hver hvert hvis hvor hvordan hvori i ikke ind inden jeg jo kan kunne man mange med mellem
        men mere mig min mit mod når nu nogle noget og også om op os over på samt selv sig sin sit
        skal skulle som så til ud under var ved vi vil ville være vores""",
    "no": """alle at av ble bli blir da de dem den denne der deres det dette din du eller en enn er et
        ett etter for fordi fra gjennom ha hadde han har her hos hun hva hvem hver hvert hvilke hvis hvor
        hvordan i ikke inn innen jeg kan kom kunne man mange med mellom men mer min mot mye må nå
        når noe noen og også om opp oss over på samt seg selv sin sine sitt skal skulle slik som så
        til under ut var ved vi vil ville være vår våre å både""",
    "et": """aga ainult alates all ei ega ehk enam enda enne et ette ga ja juba juures kas keda kelle
        kes kogu koos kui kuid kuidas kus kõik käigus läbi ma me meie meil mida millal mille millele
        millest mina mis mitte mõne nagu need neid neile nende ning nii nüüd oleks olema oli olid
        olla ole oleme olen on oma pole peab peale poolt sama see seda selle selles sellest selleks
        siis siin ta tema teie ka üle üks vaid veel või võib võivad võimalik kuni eest samuti
        vahel järgi kohta""",
    "lv": """aiz ap apakš ar arī ārpus bet bez bija būs būt caur dēļ esam esmu gan gar gada gadā ir
        ja jau jo jūs jūsu ka kad kā kam kas kur kura kuras kuri kurš ko lai līdz man mēs mūs mūsu
        mums nav ne nebūt nevis no nu otrpus pa par pār pat pēc pie pirms pret priekš savu savas
        starp šajā šī šīs šo šos tā tad tādēļ tai tam tas tajā te tie tiek tika tikai to tomēr tos
        tur uz vai vairāk var varam vēl vien viens viņa viņi viņš visi visu zem zemāk un""",
    "lt": """apie ar arba aš be bei bet bus būti buvo dar dėl deja gali galima ir iš iki į jau jei jeigu
        ji jie jis jo jos jų juos jūs jūsų kad kai kaip kas kiek kitų ko kol kur kuri kurie kuris
        kurių kurį labai man mano mes mūsų ne nei nes net nors nuo o pagal pat per po prie prieš
        savo su tačiau tai taip tarp tas ten tiek tik to todėl tos tuo tų už va vis visi visų yra
        šis ši šio šios šie šių taip pat""",
    "pl": """a aby ale albo ani aż bardzo bez bo być będzie będą był była było były by ci co czy czyli
        dla do dzięki gdy gdzie go i ich ile im ja jak jako jakie jej jednak jego jest jeszcze jeśli
        już każdy kiedy kto która które którego której który których którym którzy lub ma mają może
        można my na nad nam nas nasz nasza nasze naszych nie niż o od ona one oni oraz pod po podczas
        ponieważ poprzez przed przez przy są się swoje swoich ta tak także tam te tego tej ten też
        to tu tych tylko tym u w wam we wiele więc wszystkie wy z za ze że""",
    "fr": """à afin ai ainsi alors au aucun aussi autre autres aux avec avoir car ce ceci cela celle
        ces cet cette ceux chaque chez comme comment d dans de depuis des donc dont du elle elles
        en encore entre est et être eu eux fait il ils je l la le les leur leurs lors lui m mais me
        même mes moi moins mon n ne nos notre nous on ont ou où par parmi pas pendant peu peut plus
        pour pourquoi qu quand que quel quelle qui s sa sans se selon ses si son sont sous sur ta
        tandis te tes toi ton tous tout toute toutes très tu un une vers vos votre vous y""",
    "es": """a además al algo alguna algunas alguno algunos ante antes aquel así aunque cada como con
        contra cual cuales cuando de del desde donde dos durante e el ella ellas ellos en entre era
        es esa ese eso esta está están estas este esto estos fue ha hacia han hasta hay la las le
        les lo los más me mediante mi mientras muy nada ni no nos nosotros nuestra nuestro o os otra
        otro otros para pero poco por porque pues que qué quien se sea según ser si sin sobre son su
        sus también tan tanto te tiene todo todos tu un una uno unos usted y ya yo""",
    "it": """a ad agli ai al alla alle allo altri anche attraverso c che chi ci cioè col come con cui
        da dagli dai dal dalla dalle dallo degli dei del della delle dello di dove due e è ed essere
        gli ha hanno i il in io l la le lei lo loro lui ma mi mia mio ne negli nei nel nella nelle
        nello noi non nostra nostro o ogni oltre per perché più poi quale quali quando quella quello
        questa queste questi questo se secondo sei senza si sia sono su sua sue sugli sui sul sulla
        suo tra tutti tutto un una uno vi voi""",
    "nl": """aan al alle als altijd andere ben bij daar dan dat de deze die dit doch doen door dus een
        eens en er ge geen haar had hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je
        kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder
        ons onze ook op over reeds te tegen toch toen tot tussen u uit uw van veel via voor waar was
        wat we wel werd wezen wie wij wil worden wordt zal ze zeer zelf zich zij zijn zo zonder zou""",
    "pt": """a à ainda ao aos as às até através cada com como contra da das de dela dele do dos e é ela
        elas ele eles em entre era essa esse esta está este eu foi há isso isto já lhe mais mas me
        mesmo meu minha muito na nas não nem no nos nós nossa nosso o os ou outro outros para pela
        pelas pelo pelos por porque quais qual quando que quem se seja sem ser seu seus só sob sobre
        sua suas também te tem todos tu um uma você""",
    "cs": """a aby ale ani asi až bez bude by byl byla bylo být co což či do i jak jako je jeho jej její
        jejich jen ještě ji již jsme jsou k kde kdy kdo které který která kterou ke když ma mají mezi
        mi mít můj může my na nad nám náš ne nebo není než o od pak po pod podle pokud pouze pro proto
        protože před přes při s se si sice svůj ta tak také tato tedy ten tento to toto tu tuto ty u
        už v vám váš ve více však všech vy z za ze že""",
    "ru": """а без более бы был была были было быть в вам вас весь во вот все всех вы где да для до его
        ее если есть еще же за и из или им их к как ко которые который кто ли между мы на над не нет
        ни но о об от по под после при про с со так также такой там то только тот у уже что чтобы
        эта эти это этого этой этот я""",
}

_ASKING: dict[str, str] = {
    "en": "need needs needed looking seek seeking seeks",
    "de": "brauche brauchen braucht gesucht suche suchen sucht möchte möchten benötige benötigen benötigt",
    "fi": "tarvitsemme tarvitaan tarvitsee etsimme etsitään etsii haluaa haluamme haluavat",
    "sv": "behöver behövs söker sökes letar vill",
    "da": "behov brug mangler søger søges ønsker",
    "no": "behov trenger søker søkes ønsker ser",
    "et": "vajame vajab vajatakse otsime otsib otsitakse soovime soovib tahame tahab tahavad",
    "lv": "meklē meklējam vajadzīga vajadzīgas vajadzīgi vajadzīgs vajag vēlamies vēlas gribam grib",
    "lt": "ieško ieškome ieškoma reikia reikalinga reikalingas norime nori",
    "pl": "potrzebna potrzebny potrzebujemy potrzebuje szukamy szuka poszukujemy poszukuje chcemy chce",
}
"""Words with which somebody asks; every need has some, and no need is about them."""

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(f"{words} {_ASKING.get(language, '')}".split()) for language, words in _WORDS.items()
}
