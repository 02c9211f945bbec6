"""Header words in German, Dutch, French, Spanish, Portuguese, Italian, Polish and Turkish, with accents or without."""

WORDS = {
    "customer": """kunde|kunden id|kundenid|kundennummer|kunden nr|kundennr|kd nr|kdnr|kundencode|kundenkonto|
benutzer id|benutzer|nutzer id|nutzer|nutzernummer|mitglied|mitgliedsnummer|mitglieds nr|mitgliedsid|mitglied id|
käufer|käufer id|besteller|teilnehmer|teilnehmer id|patientennummer|debitor|debitorennummer|debitor nr|
personennummer|abonnent|gast id|auftraggeber|klant|klant id|klantid|klantnummer|klantnr|klantcode|gebruiker|
gebruiker id|gebruikers id|lid|lidnummer|koper|deelnemer|client|clients|id client|client id|code client|
numéro client|numéro de client|n client|no client|n° client|num client|identifiant|identifiant client|réf client|
référence client|utilisateur|id utilisateur|identifiant utilisateur|acheteur|id acheteur|adhérent|numéro adhérent|
n adhérent|abonné|id abonné|membre|id membre|numéro membre|répondant|id répondant|cliente|clientes|id cliente|
id del cliente|id de cliente|cliente id|código cliente|código de cliente|código del cliente|cod cliente|
número de cliente|nº cliente|n cliente|num cliente|usuario|id usuario|id de usuario|id del usuario|comprador|
id comprador|socio|número de socio|id socio|miembro|id miembro|suscriptor|abonado|encuestado|paciente|
identificador cliente|cedula|clave cliente|id do cliente|código do cliente|número do cliente|usuário|id do usuário|
id usuário|utilizador|id utilizador|assinante|sócio|membro|comprador id|matrícula|respondente|aluno|codice cliente|
codice del cliente|numero cliente|utente|id utente|acquirente|socio id|iscritto|membro id|id acquirente|tesserato|
numero tessera|klient|id klienta|numer klienta|nr klienta|kod klienta|identyfikator klienta|użytkownik|
id użytkownika|kupujący|nabywca|członek|abonent|kontrahent|müşteri|müşteri id|müşteri no|müşteri kodu|
müşteri numarası|kullanıcı|kullanıcı id|kullanıcı no|üye|üye no|üye id|üye numarası|alıcı|abone|abone no|
katılımcı""",
    "customer-": """benutzername|nutzername|konto|kontonummer|account nr|gebruikersnaam|rekening|nom d utilisateur|
compte|pseudo|nombre de usuario|cuenta|nome de usuário|nome utente|conta|nazwa użytkownika|kullanıcı adı|hesap|
compte client|cuenta cliente|login klienta""",
    "customer--": """e mail adresse|email adresse|mailadresse|telefon|telefonnummer|e mailadres|emailadres|
adresse email|adresse e mail|courriel|adresse mail|téléphone|correo|correo electrónico|email cliente|teléfono|
e mail do cliente|telefone|celular|indirizzo email|telefono|adres email|e posta|e posta adresi|eposta|cep telefonu|
rechnungs e mail""",
    "customer---": """kundenname|name des kunden|firma|klantnaam|naam klant|nom client|nom du client|nom complet|
raison sociale|nombre cliente|nombre del cliente|nombre completo|razón social|nome do cliente|nome cliente|
nome completo|nome del cliente|ragione sociale|nazwa klienta|imię i nazwisko|müşteri adı|ad soyad""",
    "customer----": "nom|nombre|nome|naam|imię|ad|isim|nachname|dni|cpf",
    "time": """zeitstempel|zeitpunkt|bestelldatum|bestellzeit|bestellzeitpunkt|bestellt am|auftragsdatum|kaufdatum|
kaufzeitpunkt|gekauft am|rechnungsdatum|belegdatum|buchungsdatum|transaktionsdatum|erstellt am|erstelldatum|
erstellungsdatum|angelegt am|ereigniszeit|ereignisdatum|besuchsdatum|verkaufsdatum|umsatzdatum|eingangsdatum|
buchungstag|datum uhrzeit|datum und uhrzeit|antwortdatum|umfragedatum|anmeldezeit|nutzungsdatum|tijdstip|
tijdstempel|besteldatum|orderdatum|aankoopdatum|factuurdatum|transactiedatum|aangemaakt op|bezoekdatum|verkoopdatum|
date de commande|date commande|date de la commande|date achat|date d achat|date de l achat|date facture|
date de facture|date de facturation|date de transaction|date transaction|horodatage|horodateur|date heure|
date et heure|date de vente|date vente|date de création|créé le|date de visite|date événement|date de l événement|
date évènement|date de réponse|date opération|date de l opération|date visite|fecha compra|fecha de compra|
fecha de la compra|fecha pedido|fecha de pedido|fecha del pedido|fecha hora|fecha y hora|fecha factura|
fecha de factura|fecha transacción|fecha de transacción|fecha de la transacción|fecha venta|fecha de venta|
fecha evento|fecha del evento|fecha de evento|marca temporal|marca de tiempo|fecha creación|fecha de creación|
creado el|fecha visita|fecha de visita|fecha respuesta|fecha de respuesta|fecha operación|momento|fecha de la orden|
fecha orden|fecha de orden|data da compra|data compra|data de compra|data do pedido|data pedido|data de pedido|
data hora|data e hora|data da transação|data transação|data da venda|data venda|data do evento|carimbo de data hora|
carimbo|data de criação|criado em|data da visita|data da resposta|data da encomenda|data de emissão|data ordine|
data dell ordine|data acquisto|data di acquisto|data fattura|data transazione|data vendita|data e ora|data ora|
data evento|informazioni cronologiche|data creazione|data visita|creato il|data operazione|data zamówienia|
data zakupu|data transakcji|data faktury|data sprzedaży|data utworzenia|data i godzina|data zdarzenia|
sygnatura czasowa|data wizyty|sipariş tarihi|satın alma tarihi|işlem tarihi|fatura tarihi|satış tarihi|
oluşturma tarihi|zaman damgası|etkinlik tarihi|olay zamanı|ziyaret tarihi|alışveriş tarihi|kayıt zamanı""",
    "time-": """datum|zeit|tag|monat|bezahlt am|zahlungsdatum|zahldatum|tijd|dag|maand|betaaldatum|date|jour|mois|
date de paiement|date paiement|payé le|fecha|mes|día|fecha pago|fecha de pago|pagado el|data|dia|mês|data pagamento|
data de pagamento|data do pagamento|giorno|mese|data di pagamento|data płatności|dzień|czas|miesiąc|tarih|zaman|gün|
ay|ödeme tarihi|valuta|wertstellung""",
    "event": """ereignis|ereignistyp|ereignisname|ereignisart|aktion|aktionstyp|aktivität|aktivitätstyp|vorgang|
vorgangsart|handlung|gebeurtenis|actie|activiteit|événement|évènement|type d événement|type événement|nom événement|
nom de l événement|activité|type d activité|evento|nombre evento|nombre del evento|tipo evento|tipo de evento|
acción|tipo de acción|actividad|tipo de actividad|nome do evento|nome evento|ação|tipo de ação|atividade|azione|
tipo azione|attività|zdarzenie|typ zdarzenia|nazwa zdarzenia|akcja|aktywność|czynność|olay|olay adı|olay türü|
etkinlik|etkinlik adı|eylem|aktivite""",
    "event_id": """ereignis id|positions id|id evento|id del evento|id événement|id do evento|id linea|id zdarzenia|
olay id""",
    "amount": """betrag|umsatz|gesamtbetrag|gesamtsumme|gesamt|gesamtpreis|summe|bestellwert|bestellsumme|
rechnungsbetrag|rechnungssumme|auftragswert|zahlbetrag|endbetrag|kaufbetrag|umsatz netto|umsatz brutto|warenwert|
erlös|bedrag|totaal|totaalbedrag|omzet|orderbedrag|ordertotaal|factuurbedrag|montant|montant total|montant payé|
montant ttc|montant de la commande|total ttc|chiffre d affaires|ca|ca ttc|prix total|total commande|valeur|
montant facture|recette|importe|importe total|monto|monto total|total pagado|ventas|ingresos|importe pagado|
total pedido|total del pedido|total venta|valor del pedido|facturación|importe de la venta|total compra|
monto pagado|valor total|cantidad pagada|valor|valor pago|valor do pedido|valor da compra|montante|receita|
faturamento|total do pedido|total pago|valor da venda|valor venda|preço total|importo|importo totale|totale|
totale ordine|fatturato|ricavo|valore|valore ordine|importo pagato|prezzo totale|spesa|kwota|kwota zamówienia|suma|
wartość|wartość zamówienia|przychód|sprzedaż|razem|kwota brutto|obrót|tutar|toplam|toplam tutar|sipariş tutarı|
ödenen tutar|gelir|ciro|satış tutarı|ödeme tutarı|genel toplam|fiyat toplam""",
    "amount-": """conto|addition|netto|brutto|nettobetrag|bruttobetrag|zwischensumme|montant ht|total ht|sous total|
importe neto|
importe bruto|base imponible|subtotal|valor bruto|valor líquido|imponibile|kwota netto|ara toplam""",
    "price": """preis|einzelpreis|stückpreis|artikelpreis|verkaufspreis|prijs|stuksprijs|prix|prix unitaire|
prix de vente|p u|precio|precio unitario|precio de venta|preço|preço unitário|preço de venda|valor unitário|prezzo|
prezzo unitario|cena|cena jednostkowa|cena sprzedaży|fiyat|birim fiyat|birim fiyatı""",
    "quantity": """menge|anzahl|stück|stückzahl|bestellmenge|aantal|hoeveelheid|quantité|qté|nombre d articles|
cantidad|unidades|cant|piezas|quantidade|qtd|qtde|unidade|quantità|qta|pezzi|ilość|liczba sztuk|miktar|adet|
sztuki""",
    "order": """bestellnummer|bestell nr|bestellnr|bestell id|bestellung|auftragsnummer|auftrag|auftrags nr|
rechnungsnummer|rechnungsnr|rechnungs nr|belegnummer|belegnr|beleg|bonnummer|vorgangsnummer|transaktionsnummer|
transaktions id|ordernummer|bestelnummer|factuurnummer|numéro de commande|numéro commande|n commande|n° commande|
no commande|id commande|commande|réf commande|référence commande|numéro facture|numéro de facture|n facture|
n° facture|facture|ticket|id pedido|id del pedido|número de pedido|número pedido|nº pedido|n pedido|pedido|orden|
número de orden|id orden|nº factura|número de factura|factura|id transacción|id compra|id do pedido|
número do pedido|nº do pedido|código do pedido|nota fiscal|número da nota|fatura|id da transação|encomenda|ordine|
id ordine|numero ordine|n ordine|numero d ordine|fattura|numero fattura|scontrino|numer zamówienia|nr zamówienia|
id zamówienia|zamówienie|numer faktury|nr faktury|sipariş no|sipariş numarası|sipariş id|sipariş|fatura no|fiş no|
işlem no""",
    "start": """startdatum|beginn|beginndatum|vertragsbeginn|abobeginn|abo start|gültig ab|laufzeitbeginn|ab|von|
ingangsdatum|begindatum|startdatum abonnement|date de début|date début|début|début abonnement|début d abonnement|
date d effet|date d activation|fecha inicio|fecha de inicio|inicio|fecha de alta contrato|inicio contrato|
inicio suscripción|desde|data de início|data início|início|início do contrato|início da assinatura|vigência início|
data inizio|data di inizio|inizio|inizio abbonamento|inizio contratto|data rozpoczęcia|data startu|początek|data od|
başlangıç|başlangıç tarihi|abonelik başlangıcı|sözleşme başlangıç""",
    "end": """enddatum|ende|vertragsende|aboende|abo ende|kündigungsdatum|gekündigt am|kündigung zum|gültig bis|
laufzeitende|bis|austrittsdatum|einddatum|opzegdatum|date de fin|date fin|fin|date de résiliation|date résiliation|
résilié le|date d expiration|date échéance|fin abonnement|fin d abonnement|fecha fin|fecha de fin|fecha final|
fecha baja|fecha de baja|fecha cancelación|fecha de cancelación|fecha término|fin contrato|fecha de vencimiento|
vencimiento|hasta|data de término|data término|data fim|data final|fim|data de cancelamento|data cancelamento|
fim do contrato|vigência fim|data de encerramento|data fine|data di fine|fine|fine abbonamento|scadenza|
data scadenza|data disdetta|fine contratto|data zakończenia|koniec|data rezygnacji|data do|data wygaśnięcia|bitiş|
bitiş tarihi|iptal tarihi|abonelik bitişi""",
    "signup": """registrierungsdatum|registriert am|anmeldedatum|angemeldet am|kunde seit|mitglied seit|
eintrittsdatum|beitrittsdatum|erstkauf|erstkaufdatum|erster kauf|registratiedatum|klant sinds|lid sinds|
inschrijfdatum|date inscription|date d inscription|inscrit le|client depuis|membre depuis|date adhésion|
date d adhésion|date premier achat|date de création du compte|fecha alta|fecha de alta|fecha registro|
fecha de registro|fecha de inscripción|cliente desde|primera compra|fecha primera compra|fecha de ingreso|
data de cadastro|data cadastro|data do cadastro|data de inscrição|primeira compra|data de adesão|data de registro|
data registrazione|data di registrazione|data iscrizione|iscritto il|primo acquisto|data rejestracji|klient od|
data dołączenia|pierwszy zakup|kayıt tarihi|üyelik tarihi|üye olma tarihi|ilk alışveriş""",
    "recurring": """monatsbeitrag|monatsgebühr|monatlicher betrag|monatspreis|abopreis|grundgebühr|monatsumsatz|
maandbedrag|abonnementsprijs|cuota mensual|tarifa mensual|mensualidad|cuota|ingreso mensual|abonnement mensuel|
mensualité|prix mensuel|montant mensuel|mensalidade|valor mensal|canone mensile|canone|quota mensile|
opłata miesięczna|abonament miesięczny|aylık ücret|aylık tutar|abonelik ücreti""",
    "tenure": """bekanntschaftsdauer|vertragsdauer|vertragslaufzeit|laufzeit|kundendauer|laufzeit monate|monate|
looptijd|antigüedad|antigüedad meses|meses|permanencia|ancienneté|ancienneté mois|durée|tempo de casa|
tempo de contrato|antiguidade|tempo de cliente|anzianità|durata|durata mesi|staż|staż miesiące|liczba miesięcy|
müşteri süresi|abonelik süresi|kıdem""",
    "lost": """gekündigt|kündigung|abgewandert|abwanderung|inaktiv|opgezegd|baja|abandono|dado de baja|perdido|
cancelado|fuga|abandonó|résilié|attrité|attrition|perdu|cancelou|evasão|inativo|disdetto|abbandonato|abbandono|
cessato|rezygnacja|odszedł|utracony|ayrıldı|terk|iptal|kayıp""",
    "plan": """tarif|paket|abo|abo typ|abotyp|vertragsart|mitgliedschaft|tarifname|abonnement|abonnementstype|
forfait|formule|offre|type d abonnement|plan de suscripción|suscripción|tipo de suscripción|plano|tipo de plano|
assinatura|piano|tipo abbonamento|abbonamento|tariffa|plan taryfowy|taryfa|pakiet|abonament|tarife|abonelik|
abonelik türü|üyelik tipi""",
    "score": """weiterempfehlung|weiterempfehlungswert|bewertung|punktzahl|zufriedenheit|empfehlung|nps wert|
beoordeling|tevredenheid|aanbeveling|note|note nps|score nps|satisfaction client|évaluation|recommandation|
puntuación|puntuacion nps|calificación|valoración|satisfacción|puntaje|recomendación|nota|nota nps|pontuação|
avaliação|satisfação|recomendação|punteggio|valutazione|voto|soddisfazione|raccomandazione|ocena|ocena nps|
zadowolenie|puan|nps puanı|memnuniyet|değerlendirme""",
    "segment": """gruppe|kundengruppe|kundensegment|kundentyp|kategorie|region|land|bundesland|stadt|ort|filiale|
kanal|vertriebskanal|geschlecht|altersgruppe|zahlungsart|stufe|status kunde|klasse|artikelgruppe|groep|klantgroep|
categorie|regio|kanaal|winkel|geslacht|betaalmethode|groupe|segment client|catégorie|région|pays|ville|magasin|
canal|sexe|genre|tranche d âge|moyen de paiement|niveau|type de client|type client|département|grupo|segmento|
categoría|región|país|ciudad|provincia|tienda|sucursal|canal de venta|sexo|género|rango de edad|método de pago|
nivel|tipo de cliente|tipo cliente|categoria|região|cidade|estado uf|uf|loja|filial|gênero|faixa etária|
forma de pagamento|nível|gruppo|regione|paese|città|negozio|canale|sesso|fascia di età|metodo di pagamento|livello|
tipo cliente it|grupa|kategoria|województwo|kraj|miasto|sklep|kanał|płeć|metoda płatności|poziom|grup|müşteri grubu|
kategori|bölge|ülke|şehir|il|mağaza|şube|cinsiyet|yaş grubu|ödeme yöntemi|seviye""",
    "do_not_contact": """abgemeldet|newsletter abgemeldet|nicht kontaktieren|werbesperre|kontaktsperre|
uitgeschreven|niet contacteren|désabonné|désinscrit|ne pas contacter|opt out email|liste rouge|
dado de baja newsletter|no contactar|no molestar|descadastrado|não contatar|não perturbe|disiscritto|
non contattare|wypisany|nie kontaktować|iletişime geçme|newsletter abmeldung|kein newsletter|werbewiderspruch|
widerspruch werbung|afgemeld|désabonné newsletter|no recibir publicidad|baja newsletter|não recebe emails|
cancelou newsletter|disiscritto newsletter|rezygnacja z newslettera|iletişim izni yok|abonelikten çıktı""",
    "may_contact": """einwilligung|werbeeinwilligung|consentement|consentimiento|acepta publicidad|
consentimento|aceita marketing|consenso|consenso marketing|zgoda marketingowa|iletişim izni|izinli pazarlama|
newsletter angemeldet|newsletter abonniert|abonné newsletter|inscrit newsletter|suscrito newsletter|
recibe newsletter|inscrito newsletter|iscritto newsletter|zgoda na newsletter""",
    "status": """bestellstatus|zahlungsstatus|auftragsstatus|zustand|orderstatus|betaalstatus|statut|
statut commande|statut de la commande|état|état de la commande|statut paiement|estado|estado del pedido|
estado pedido|estado de pago|situación|situação|status do pedido|status do pagamento|estado da encomenda|stato|
stato ordine|stato pagamento|stan|status zamówienia|durum|sipariş durumu|ödeme durumu""",
    "refund": """rückerstattung|erstattung|erstattungsbetrag|retoure|storno|gutschrift|terugbetaling|retour|
remboursement|remboursé|montant remboursé|avoir|reembolso|devolución|importe reembolsado|devuelto|estorno|devolução|
valor reembolsado|rimborso|reso|importo rimborsato|zwrot|kwota zwrotu|iade|iade tutarı""",
    "cohort": """kohorte|startmonat|erstkaufmonat|anmeldemonat|cohorte|mois d acquisition|mois de premier achat|
cohorte mensuelle|mes de alta|mes de adquisición|primer mes|coorte|safra|mês de cadastro|mês de aquisição|
mese di acquisizione|kohorta|miesiąc rejestracji|kohort|kayıt ayı""",
    "age": """alter|monat nr|monate seit start|mois depuis|ancienneté en mois|mes número|meses desde|edad en meses|
mês número|meses desde o início|mesi dall inizio|miesiące od|geçen ay""",
    "size": """kunden|nutzer|neukunden|kohortengröße|anzahl kunden|anzahl nutzer|nouveaux clients|effectif|
nombre de clients|clientes nuevos|usuarios|tamaño|número de clientes|novos clientes|usuários|tamanho|clienti|
nuovi clienti|utenti|liczba klientów|nowi klienci|müşteri sayısı|kullanıcı sayısı|yeni müşteri""",
    "active": """aktiv|aktive kunden|aktive nutzer|wiederkehrende kunden|clients actifs|clients revenus|retenus|
activos|clientes activos|retenidos|ativos|clientes ativos|retidos|attivi|clienti attivi|aktywni|aktif|
aktif müşteri""",
    "rate": """bindungsrate|wiederkehrrate|quote|anteil|retentionsrate|taux de rétention|taux|rétention|
tasa de retención|tasa|retención|porcentaje|taxa de retenção|taxa|retenção|percentual|tasso di ritenzione|tasso|
retencja|wskaźnik retencji|oran|tutma oranı""",
    "clock": """uhrzeit|zeit|stunde|bestellzeit|tijd|uur|heure|heure de commande|hora|hora de compra|
hora del pedido|hora da compra|ora|orario|godzina|czas|saat|işlem saati""",
    "year": "jahr|jaar|année|annee|an|año|ano|anno|rok|yıl|ejercicio",
    "month": "monat|maand|mois|mes|mês|mese|miesiąc|ay",
    "day": "tag|dag|jour|día|dia|giorno|dzień|gün",
}
