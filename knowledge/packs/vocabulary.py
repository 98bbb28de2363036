"""The words of schedules in nine languages: what columns are called, and how kinds and states are written."""

import re
import unicodedata
from functools import lru_cache

from knowledge.event import ItemKind

COLUMNS: dict[str, str] = {
    "id": "id|guid|uid|code|key|nr|no|number|session id|编号|序号|numéro|n°|tunnus|nummer|kennung|lfd nr|αριθμός|κωδικός"
    "|번호|รหัส|ลำดับ|numara|sıra",
    "title": "name of session|name of the session|name of event|name of the event|puheenvuoro|quoi|活动内容|会议内容|议题|事项|日程|日程内容|报告题目|演讲题目|主题内容|programme|program|agenda|presentation|description of activity|session name title|vortrag|tagesordnungspunkt|top|inhalt programmpunkt|programm|ablauf|programme de la journée|intervention|séance|libellé|ohjelmanumero|esitys|πρόγραμμα|περιεχόμενο προγράμματος|일정|행사 내용|강연 제목|발표 제목|프로그램명|กำหนดการ|เรื่อง|เนื้อหา|program akışı|sunum|sunum başlığı|etkinlik başlığı|konu başlığı|actividad|título|titulo|sesión|sessão|atividade|evento|titolo|attività|sessione|titel sessie|activiteit|onderwerp|мероприятие|название|тема|aktivitet|タイトル|内容・テーマ|プログラム|セッション|"
    "title|name|session title|session name|event|event name|event title|session|talk|talk title|subject"
    "|activity|item|agenda item|programme item|topic|what|proposal title|标题|题目|名称|主题|活动|议程|内容|会议名称|活动名称"
    "|titre|intitulé|sujet|événement|activité|nom|otsikko|nimi|ohjelma|aihe|tapahtuma|titel|thema|veranstaltung|programmpunkt"
    "|bezeichnung|was|name der veranstaltung|τίτλος|θέμα|εκδήλωση|όνομα|δραστηριότητα|제목|행사명|행사|세션|세션명|주제|이름|프로그램"
    "|ชื่อ|ชื่อเรื่อง|หัวข้อ|กิจกรรม|รายการ|başlık|konu|etkinlik|oturum|oturum adı|etkinlik adı|ad|adı",
    "subtitle": "subtitle|sub title|untertitel|sous titre|alaotsikko|υπότιτλος|副标题|부제|부제목|คำบรรยาย|alt başlık",
    "date": "活动日期|会议日期|日期时间 日|date du jour|dates|veranstaltungstag|wochentag|viikonpäivä|ημέρα ημερομηνία|행사일|วันเดือนปี|gün tarih|fecha|día|dia|data|giorno|datum dag|дата|день|日付|開催日|"
    "date|day|start date|date start|begin date|session date|日期|日|天|开始日期|date de début|jour|päivä|päivämäärä|pvm"
    "|päiväys|alkamispäivä|datum|tag|startdatum|ημερομηνία|ημέρα|μέρα|날짜|일자|일시|요일|วันที่|วัน|tarih|gün|başlangıç tarihi",
    "end_date": "end date|date end|finish date|结束日期|date de fin|päättymispäivä|enddatum|ημερομηνία λήξης|종료일"
    "|종료 날짜|วันที่สิ้นสุด|bitiş tarihi",
    "time": "时间段|start date and time|start date time|quand|起止时间|活动时间|会议时间|具体时间|日程时间|plage horaire|heure début fin|créneau horaire|zeit von bis|uhrzeit von bis|von bis|kellonajat|ώρα έναρξης λήξης|일정 시간|ช่วงเวลาจัด|saat aralığı|zaman aralığı|hora|horario|horário|ora|orario|tijd|tijdstip|время|tid|klockslag|時間|時刻|"
    "time|times|hours|time slot|timeslot|slot|when|date and time|date time|datetime|时间|时段|时刻|日期时间|heure|heures"
    "|horaire|horaires|créneau|aika|kello|klo|kellonaika|ajankohta|zeit|uhrzeit|zeiten|zeitraum|wann|ώρα|ώρες|χρόνος|시간|시각"
    "|เวลา|ช่วงเวลา|saat|zaman|saatler",
    "start": "hora de inicio|inicio|início|inizio|ora inizio|starttijd|aanvang|начало|starttid|開始|開始時間|开始时刻|heure début|heure départ|aloitusaika|klo alkaen|ώρα από|시작시각|เริ่มเวลา|başlangıç zamanı|"
    "start|start time|time start|starts|begin|begins|begin time|beginning|from|starts at|start at|scheduled start"
    "|开始|开始时间|起始时间|début|debut|heure de début|commence|de|alkaa|alku|alkaen|alkamisaika|aloitus|alkuaika|beginn|anfang"
    "|start zeit|startzeit|von|ab|έναρξη|αρχή|ώρα έναρξης|από|시작|시작 시간|시작시간|시작 시각|เริ่ม|เวลาเริ่ม|เริ่มต้น|เวลาเริ่มต้น"
    "|başlangıç|başlama|başlangıç saati|başlama saati",
    "end": "hora de fin|fim|fine|ora fine|eindtijd|einde|конец|окончание|sluttid|slut|終了|終了時間|结束时刻|heure de fin prévue|heure fin|päättymisaika klo|ώρα έως|종료시각|สิ้นสุดเวลา|bitiş zamanı saati|"
    "end|end time|time end|ends|finish|finishes|finish time|to|until|till|ends at|scheduled end|结束|结束时间|fin|heure de fin"
    "|termine|jusqu à|à|päättyy|loppu|loppuu|päättymisaika|lopetus|loppuaika|asti|ende|schluss|endzeit|bis|λήξη|τέλος|ώρα λήξης"
    "|έως|μέχρι|종료|종료 시간|종료시간|끝|종료 시각|สิ้นสุด|จบ|เวลาสิ้นสุด|เวลาจบ|ถึง|bitiş|bitiş saati|bitiş zamanı|son",
    "length": "dauer in minuten|duration in minutes|durée en minutes|durée mn|kesto minuutteina|length|duration|minutes|mins|min|length min|duration min|时长|持续时间|分钟|durée|kesto|minuutit|dauer|länge|minuten"
    "|διάρκεια|λεπτά|소요 시간|소요시간|기간|분|ระยะเวลา|นาที|süre|dakika",
    "room": "où|room no|room number|raumnummer|场地|活动地点|会议地点|会场 地点|具体地点|salle lieu|emplacement|veranstaltungsraum|räume|räumlichkeit|kokoushuone|kokoustila|αίθουσα χώρος|행사 장소|행사장소|ห้องจัดงาน|สถานที่จัด|salon adı|toplantı salonu|sala|lugar|ubicación|salón|local|luogo|aula|zaal|locatie|место|зал|аудитория|lokal|plats|会場|場所|部屋|"
    "room|rooms|hall|location|place|where|stage|房间|会议室|地点|会场|厅|教室|位置|salle|lieu|endroit|huone|sali|paikka"
    "|tila|raum|saal|ort|zimmer|wo|bühne|αίθουσα|τοποθεσία|χώρος|μέρος|장소|회의실|강의실|방|위치|ห้อง|สถานที่|ห้องประชุม|oda"
    "|salon|yer|konum|mekan|mekân",
    "venue": "venue|venue id|building|site|场馆|场所|大楼|bâtiment|site de l événement|tapahtumapaikka|rakennus|veranstaltungsort"
    "|gebäude|κτίριο|τόπος διεξαγωγής|행사장|건물|สถานที่จัดงาน|อาคาร|bina|etkinlik yeri",
    "track": "track|tracks|stream|theme|category|subject area|专题|分会场|类别|系列|parcours|filière|catégorie|thématique|sarja"
    "|kategoria|strang|themenstrang|kategorie|reihe|schiene|θεματική|κατηγορία|ενότητα|트랙|분야|카테고리|แทร็ก|หมวดหมู่|สาย|kategori"
    "|parkur",
    "speakers": "qui|主讲|报告人|演讲嘉宾|出席嘉宾|负责人|intervenant e s|intervenants es|animateur|modération|modérateur|vortragende r|referent innen|referierende|moderation|esittäjä|puheenvuorot|παρουσιαστής|συντονιστής|강사|연사 발표자|사회자|ผู้ดำเนินรายการ|konuşmacı adı|moderatör|ponente|ponentes|orador|oradores|palestrante|relatore|relatori|spreker|sprekers|докладчик|спикер|talare|föreläsare|登壇者|講師|発表者|"
    "speakers|speaker|speaker s|speaker name|speaker names|speaker name s|presenter|presenters|presented by"
    "|lecturer|panelists|panellists|host|moderator|who|by|persons|people|演讲者|演讲人|嘉宾|讲者|主讲人|发言人|主持人|intervenant"
    "|intervenants|intervenante|orateur|orateurs|conférencier|conférenciers|puhuja|puhujat|esiintyjä|esiintyjät|referent|referenten"
    "|referentin|referent in|referentinnen|sprecher|sprecherin|vortragende|vortragender|redner|wer|ομιλητής|ομιλητές|εισηγητής"
    "|εισηγητές|연사|발표자|강연자|วิทยากร|ผู้บรรยาย|ผู้พูด|konuşmacı|konuşmacılar|sunucu",
    "summary": "remarks|remark|comments|comment|bemerkungen|anmerkungen|anmerkung|hinweise|hinweis|remarques|remarque|commentaires|huomautukset|huom|σημειώσεις|παρατηρήσεις|비고|หมายเหตุ|notlar|açıklamalar|summary|description|abstract|details|about|content|short description|notes|note|blurb|body|text|描述|简介|摘要|说明|备注"
    "|résumé|détails|contenu|kuvaus|tiivistelmä|sisältö|lisätiedot|beschreibung|inhalt|zusammenfassung|details zum inhalt"
    "|bemerkung|περιγραφή|περίληψη|λεπτομέρειες|설명|내용|요약|초록|소개|คำอธิบาย|รายละเอียด|บทคัดย่อ|açıklama|özet|detaylar|içerik",
    "kind": "kind|type|session type|event type|format|submission type|类型|种类|形式|type de session|genre|tyyppi|laji|muoto|art"
    "|typ|τύπος|είδος|유형|종류|형식|ประเภท|ชนิด|รูปแบบ|tür|tip|tipi|türü",
    "audience": "audience|for|for whom|who for|participants|delegations|attendees|group|groups|对象|参加者|受众|参会人员"
    "|public|public cible|pour|participants attendus|kohderyhmä|osallistujat|kenelle|zielgruppe|teilnehmer|publikum|für"
    "|κοινό|συμμετέχοντες|για|대상|참가자|청중|ผู้เข้าร่วม|กลุ่มเป้าหมาย|สำหรับ|katılımcılar|hedef kitle|kimler için",
    "status": "status|state|状态|statut|état|tila status|tilanne|zustand|κατάσταση|상태|สถานะ|durum",
    "meeting_point": "meeting point|meet at|meeting place|assembly point|集合地点|集合点|point de rencontre|rendez vous"
    "|lieu de rendez vous|kokoontumispaikka|tapaamispaikka|treffpunkt|σημείο συνάντησης|집합 장소|집결지|만남의 장소|จุดนัดพบ"
    "|buluşma noktası|toplanma noktası",
    "dress": "dress|dress code|attire|着装|着装要求|tenue|code vestimentaire|pukukoodi|pukeutuminen|kleidung|dresscode|kleiderordnung"
    "|ενδυμασία|드레스 코드|복장|การแต่งกาย|kıyafet|kıyafet kodu",
    "bring": "bring|what to bring|to bring|携带|携带物品|à apporter|apporter|mukaan|ota mukaan|mitbringen|mitzubringen"
    "|τι να φέρετε|να φέρετε|준비물|지참물|สิ่งที่ต้องนำมา|getirilecekler|yanınızda getirin",
    "transport": "transport|transportation|transfer|shuttle|交通|接送|transports|kuljetus|beförderung|anfahrt|μεταφορά|교통|교통편"
    "|การเดินทาง|ulaşım",
    "url": "url|link|website|web page|page|链接|网址|lien|linkki|verkkosivu|webseite|σύνδεσμος|링크|ลิงก์|bağlantı",
    "timezone": "timezone|time zone|tz|时区|fuseau horaire|aikavyöhyke|zeitzone|ζώνη ώρας|시간대|เขตเวลา|saat dilimi",
    "language": "language|sprache|langue|kieli|语言|γλώσσα|언어|ภาษา|dil",
}
"""For each field the names its column goes by, lower-case, without punctuation."""

FILLERS = frozenset(
    "the a of schedule session sessions event optional required local programme program agenda name names full s"  # noqa: SIM905
    " der die das des den le la les du nom schedules"
    .split()
)  # fmt: skip
"""Words that say nothing about what a column holds: "Schedule Track (Optional)"."""

KINDS: dict[ItemKind, str] = {
    ItemKind.SESSION: "session|talk|lecture|workshop|panel|keynote|plenary|meeting|forum|discussion|round table|roundtable|tutorial"
    "|seminar|presentation|lightningtalk|lightning talk|poster|hands-on|other|conference|training|sprint|podium|dialogue"
    "|会议|论坛|讲座|研讨会|分论坛|主题演讲|讨论|session plénière|conférence|atelier|table ronde|istunto|luento|työpaja|kokous|puhe"
    "|vortrag|sitzung|podiumsdiskussion|tagung|besprechung|συνεδρία|ομιλία|εργαστήριο|συζήτηση|세션|강연|회의|워크숍|토론|포럼"
    "|การประชุม|บรรยาย|เสวนา|เวิร์กชอป|oturum|konuşma|çalıştay|toplantı|panel oturumu",
    ItemKind.VISIT: "visit|tour|excursion|site visit|field trip|参观|考察|游览|visite|excursion guidée|vierailu|retki|kierros"
    "|besuch|besichtigung|führung|ausflug|exkursion|επίσκεψη|ξενάγηση|εκδρομή|방문|견학|투어|เยี่ยมชม|ทัศนศึกษา|ดูงาน|ziyaret|gezi|tur",
    ItemKind.CEREMONY: "ceremony|opening|closing|opening ceremony|closing ceremony|award|awards|仪式|典礼|开幕式|闭幕式|颁奖|签约仪式"
    "|cérémonie|ouverture|clôture|avajaiset|seremonia|päättäjäiset|juhla|zeremonie|feier|eröffnung|abschluss|τελετή|έναρξη|λήξη"
    "|의식|개회식|폐회식|시상식|พิธี|พิธีเปิด|พิธีปิด|tören|açılış|kapanış|ödül töreni",
    ItemKind.MEAL: "meal|breakfast|lunch|dinner|coffee|coffee break|tea|banquet|reception|break|catering|用餐|早餐|午餐|晚餐|茶歇|宴会"
    "|招待会|repas|petit déjeuner|déjeuner|dîner|pause|pause café|réception|banquet officiel|ateria|aamiainen|lounas|illallinen"
    "|kahvi|kahvitauko|tauko|vastaanotto|mahlzeit|essen|frühstück|mittagessen|abendessen|kaffeepause|empfang|bankett|γεύμα"
    "|πρωινό|μεσημεριανό|δείπνο|διάλειμμα|δεξίωση|식사|조식|중식|오찬|만찬|석식|휴식|리셉션|อาหาร|อาหารเช้า|อาหารกลางวัน|อาหารเย็น"
    "|พักเบรก|งานเลี้ยง|yemek|kahvaltı|öğle yemeği|akşam yemeği|kahve molası|mola|resepsiyon",
    ItemKind.TRANSFER: "transfer|transport|departure|arrival|bus|coach|shuttle|travel|接送|交通|抵达|出发|transfert|départ|arrivée"
    "|navette|kuljetus|siirtyminen|lähtö|saapuminen|abfahrt|ankunft|anreise|abreise|transfer zum hotel|fahrt|μεταφορά"
    "|αναχώρηση|άφιξη|이동|출발|도착|셔틀|การเดินทาง|ออกเดินทาง|รถรับส่ง|ulaşım|kalkış|varış|servis",
    ItemKind.PERFORMANCE: "performance|concert|show|film|theatre|theater|music|演出|表演|音乐会|晚会|spectacle|concert du soir|esitys"
    "|konsertti|näytös|aufführung|konzert|vorstellung|παράσταση|συναυλία|공연|음악회|การแสดง|คอนเสิร์ต|gösteri|konser",
    ItemKind.FREE: "free|free time|leisure|rest|自由活动|自由时间|休息|temps libre|libre|vapaa|vapaa-aika|freizeit|frei"
    "|zur freien verfügung|ελεύθερος χρόνος|자유 시간|자유시간|เวลาว่าง|อิสระ|serbest zaman|serbest",
}
"""How the kinds of programme entries are written, lower-case."""

CANCELLED_WORDS = frozenset(
    "cancelled canceled cancel deleted withdrawn 取消 已取消 annulé annulée peruttu abgesagt entfällt storniert gestrichen"  # noqa: SIM905
    " ακυρώθηκε ακυρωμένο 취소 취소됨 ยกเลิก iptal".split()
) | {"iptal edildi"}
SCHEDULED_WORDS = frozenset(
    "scheduled confirmed tentative planned ok accepted active yes published 已确认 正常 confirmé confirmée prévu vahvistettu"  # noqa: SIM905
    " bestätigt geplant επιβεβαιωμένο προγραμματισμένο 확정 예정 ยืนยันแล้ว ตามกำหนด onaylandı planlandı".split()
)


def plain(text: str) -> str:
    """The text for comparing: compatibility forms unified, lower-case, punctuation as single spaces."""
    kept = re.sub(r"[^\w°]+|_", " ", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(kept.split())


@lru_cache(maxsize=1)
def _columns() -> dict[str, str]:
    return {plain(word): field for field, words in COLUMNS.items() for word in words.split("|")}


@lru_cache(maxsize=1)
def _kinds() -> dict[str, ItemKind]:
    return {plain(word): kind for kind, words in KINDS.items() for word in words.split("|")}


@lru_cache(maxsize=4096)
def field_of(heading: str, *, fillers: bool = True) -> str:
    """The field that a column's heading names, "" when it names none; with `fillers`, words that say nothing are
    skipped, so that "Schedule Track (Optional)" is "track"."""
    whole = re.sub(r"\s*[(\[（].*?[)\]）]\s*", " ", heading)
    whole = re.sub(r"(?<=[^\W\d_])\s*\d$", "", whole.strip()) if fillers else whole  # "Speaker 2"
    for part in (heading, whole, *whole.split("/")) if fillers else (heading,):
        words = plain(part).split()
        telling = " ".join(word for word in words if word not in FILLERS)
        if field := _columns().get(" ".join(words)) or (fillers and _columns().get(telling)):
            return field
    fields = {_columns().get(word, "") for word in plain(heading).split() if word not in FILLERS}
    return fields.pop() if fillers and len(fields) == 1 else ""


def kind_of(word: str) -> ItemKind | None:
    """The kind that a word or phrase names ("Talk 30 min + 10min Q&A" is a session), or None."""
    said = plain(word)
    if found := _kinds().get(said):
        return found
    tokens = said.split()
    return next((_kinds()[token] for token in tokens if token in _kinds()), None)
