"""The things that headers are made of, in many languages: persons, deeds, dates, money and what is said of them.

A word with ``*`` behind it is the beginning of words, with ``*`` before it their end; words of scripts that are written
without blanks are found anywhere. The longest word that fits counts.
"""

CONCEPTS = {
    # ------------------------------------------------------------------ persons
    "who": """contact|customer|customers|cust|custmer|costumer|cstmr|client|clients|clnt|buyer|shopper|purchaser|user|
usr|member|
mbr|memb|subscriber|consumer|player|patient|pat|student|pupil|learner|guest|respondent|rider|passenger|donor|patron|
reader|borrower|participant|attendee|visitor|payer|actor|author|requester|requestor|reporter|caller|calling|subscr|
sender from|
household|hshd|constituent|beneficiary|supporter|athlete|invitee|insured|renter|lessee|guardian|parent|golfer|보호자|
학부모|견주|begunstigt*|beguenstigt*|zahlungspflichtig*|내담자|владелец|applicant|
candidate|holder|resident|tenant|traveler|traveller|viewer|listener|follower|person|distinct|billing|bill to|sold to|
ordered by|from|orderer|account holder|cardholder|policyholder|
kund*|kaufer*|kaeufer*|nutzer*|benutzer*|besteller*|mitglied*|teilnehmer*|gast|patient*|schuler*|debitor*|
auftraggeber|
acheteur|client*|clientes|membre|adherent|abonne|utilisateur|usager|eleve|etudiant|participant*|
cliente|comprador*|usuario*|miembro|socio|abonado|alumno*|aluno*|estudante|paciente*|afiliado|huesped|hospede|
utilizador|membro|associado|assinante|pagador|ordenante|consumidor*|titular|
acquirente|utente|membro|iscritto|tesserato|paziente|ospite|socia|
klant*|koper|gebruiker*|lid|leden|consument|deelnemer|patient*|besteller|klient*|kupujac*|nabywc*|uzytkownik*|czlonk*|
zamawiajac*|pacjent*|uczestnik*|musteri*|alici*|kullanici*|uye|uyesi|ogrenci*|hasta|zakaznik*|uzivatel*|
khach|khach hang|kh|nguoi mua|nguoi dung|hoi vien|thanh vien|benh nhan|hoc vien|pelanggan|pembeli|pengguna|anggota|
konsumen|pemesan|pasien|siswa|клиент*|покупател*|пользовател*|заказчик*|участник*|абонент*|контрагент*|пациент*|
плательщик*|подписчик*|гост*|ученик*|студент*|العميل|عميل|المشتري|الزبون|المستخدم|العضو|المشترك|المريض|الطالب|
거래처|업체|매출처|고객사|납품처|발주처|고객|회원|구매자|주문자|사용자|유저|이용자|가입자|환자|학생|수강생|손님|
응답자|보낸분|보낸사람|입금자|예약자|결제자|주문인|
구매고객|원생|입금자명|발신자|신청자|참여자|참석자|방문자|이용고객|客户|客戶|顾客|顧客|买家|買家|用户|用戶|会员|會員|
下单|下單|消费者|
消費者|使用者|买方|付款人|对方|對方|訂購人|订购人|購買人|购买人|下单人|患者|学员|學員|学生|學生|粉丝|预订人|訂房人|
受访者|借阅者|读者|讀者|
お客様|顧客|会員|購入者|注文者|利用者|ユーザー|ユーザ|得意先|取引先|請求先|予約者|生徒|寄付者|支払者|申込者|受講者|
来店者|
ลูกค้า|ผู้ซื้อ|สมาชิก|ผู้ใช้|ผู้สั่งซื้อ|ผู้ป่วย|คนไข้|นักเรียน|ผู้เข้าพัก|ผู้จอง|ผู้โอน|ผู้เรียน""",
    "receiver": """recipient|ship to|shipping|shipto|delivery|consignee|to|called|callee|affected|deliver to|
empfanger*|liefer*|versand*|destinataire|livraison|destinatario|entrega|envio|consegna|spedizione|ontvanger|bezorg*|
odbiorca|dostawy|teslimat|alacak|nguoi nhan|penerima|pengiriman|получател*|доставк*|المستلم|التوصيل|الشحن|
수취인|수령인|수령자|받는분|받는사람|받는이|배송지|배송|收货人|收货|收件人|收貨人|收件|收货地址|提货人|收款人|取件人|
配送先|お届け先|届け先|送付先|受取人|宛先|ผู้รับ|จัดส่ง""",
    "staff": """staff|employee|emp|cashier|clerk|seller|vendor|merchant|supplier|agent|rep|sales rep|salesperson|
salesman|operator|assignee|owner|manager|server|waiter|instructor|teacher|coach|trainer|provider|doctor|physician|
teammate|driver|committer|host|admin|created by|booked by|updated by|user agent|performed by|author of record|stylist|
verkaufer*|mitarbeiter*|bearbeiter*|kassierer*|vertreter*|arzt|behandler*|lieferant*|betroffene*|
vendeur|caissier|praticien|medecin|fournisseur|conseiller|commercial|pris par|employe|affecte|formateur|
vendedor*|cajero|empleado|proveedor|medico|asesor|caixa|atendente|fornecedor|funcionario|profesor|professor|
venditore|agente|cassiere|fornitore|commesso|medewerker|verkoper|leverancier|behandelaar|
sprzedawc*|kasjer*|pracownik*|dostawc*|lekarz|satici|kasiyer|personel|doktor|tedarikci|
nguoi ban|nhan vien|thu ngan|kasir|penjual|karyawan|pramuniaga|продав*|кассир*|сотрудник*|менеджер*|ответственн*|
поставщик*|врач|البائع|التاجر|الموظف|الكاشير|المندوب|الطبيب|المورد|
담당자|담당의|담당강사|담당|직원|사원|판매자|강사|의사|트레이너|상담사|상담원|작성자|처리자|기사|선생님|접수자|
쇼호스트|
店员|店員|员工|員工|收银员|收銀員|卖家|賣家|商家|操作员|操作員|经办人|經辦人|业务员|業務員|销售员|導購|导购|达人|主播|
医生|醫師|老师|
供应商|供應商|骑手|骑士|技师|教练|客服|担当者|担当|販売員|スタッフ|店長|講師|医師|仕入先|スタイリスト|出品者|従業員|
レジ担当|
พนักงาน|ผู้ขาย|แคชเชียร์|แพทย์|ผู้บันทึก|ครู|ผู้สอน|ผู้จัดการ|เทรนเนอร์""",
    # ------------------------------------------------------------------ things that are nobody's
    "thing": """contract|資料|材料|자료|자료실|product|prodcut|prod|item|itm|sku|asin|article|goods|variant|offer|
title|book|movie|song|track|
content|video|page|lesson|course|class|campaign|coupon|promo|lineitem|listing|category|brand|material|drug|room|table|
object|target|insert|network|app|artikel*|produkt*|ware|waren*|article|produit|articulo|producto|
produto|articolo|prodotto|oferta|oferty|urun|san pham|mat hang|hang|barang|produk|товар*|артикул*|номенклатур*|المنتج|
상품|품목|제품|회원권|이용권|정기권|수강권|멤버십종류|메뉴|옵션|강좌|商品|产品|產品|宝贝|货品|菜品|品项|服务项目|项目|
項目|メニュー|品目|アイテム|品番|商品種別|商家编码|
สินค้า|รายการสินค้า|เมนู""",
    "place": """store|str|shop|branch|location|city|site|register|terminal|pos|warehouse|outlet|venue|zip|postal|
postcode|country|region|province|street|address|addr|club|tenant id of shop|filiale|markt|ort|*ort|plz|kasse|lager*|
strasse|magasin|boutique|ville|adresse|pays|caisse|tienda|sucursal|ciudad|direccion|loja|filial|cidade|endereco|
unidade|negozio|citta|indirizzo|winkel|filiaal|plaats|adres|sklep|magazyn|miasto|magaza|sube|il|ilce|depo|chi nhanh|
cua hang|kho|dia chi|toko|cabang|gudang|kota|alamat|магазин*|склад*|город|адрес|филиал*|касс*|المتجر|الفرع|المدينة|
العنوان|المستودع|매장|지점|점포|가게|상점|가맹점|주소|우편번호|지역|거래점|단말기|店铺|店鋪|门店|門店|门市|門市|分店|
仓库|倉庫|地址|
省份|城市|網店|店舗|支店|住所|郵便番号|レジ番号|端末|拠点|สาขา|ร้าน|ที่อยู่|จังหวัด|คลัง|รหัสไปรษณีย์""",
    "deed": """issue|case|task|round|honorar|order|orders|ord|purchase|purchse|invoice|inv|transaction|transactn|
trans|txn|trx|trn|tran|ordr|purch|pur|sls|sale|sales|
receipt|ticket|booking|reservation|appointment|appt|visit|session|basket|cart|bill|check|checkin|check in|checkout|
shipment|parcel|package|tracking|payment|pmt|event|evt|conversation|message|trip|ride|loan|call|log|login|entry|
activity|interaction|attendance|consultation|encounter|admission|claim|rental|donation|gift|document|doc|
voucher|card payment|usage|stay|*session|session|swipe|contribution|treatment|deal|opportunity|
bestell*|auftrag*|kauf|kaufs|einkauf*|rechnung*|beleg*|verkauf*|buchung*|zahlung*|termin*|besuch*|transaktion*|
umsatz*|
bon|bon*|commande|achat|vente|facture|ticket*|panier|rendez vous|rdv|paiement|reservation*|visite|sejour|emprunt|
pedido*|compra*|venta|vta|factura|ticket*|reserva|cita|visita|operacion|transaccion|pago|consulta|movimiento|
asistencia|
encargo|venda*|nota fiscal|cupom|fatura|pagamento|transacao|agendamento|atendimento|lancamento|
ordine|ordini|acquisto|vendita|fattura|scontrino|prenotazione|pagamento|visita|operazione|transazione|prestito|
bestelling|order*|aankoop|verkoop|factuur|bon*|kassabon|boeking|afspraak|bezoek|betaling|transactie|
zamowieni*|zakup*|sprzedaz*|faktur*|paragon*|wizyt*|rezerwacj*|platnos*|transakcj*|siparis*|fatura*|satis*|fis|
islem*|rezervasyon*|randevu*|odeme*|paket|objednav*|don|don hang|hoa don|giao dich|dat hang|mua hang|mua|ban hang|
phieu|dat cho|kham|pesanan|transaksi|pembelian|penjualan|struk|faktur|nota|kunjungan|pembayaran|
заказ*|покупк*|чек*|счет*|счёт*|продаж*|транзакци*|операци*|платеж*|документ*|визит*|посещени*|приём*|прием*|
приема|бронир*|сделк*|отправлени*|поставк*|записи|الطلب|طلب|الفاتورة|المعاملة|العملية|الشراء|البيع|الحجز|الزيارة|
الموعد|السلة|الدفع|주문|구매|거래|매출|판매|결제|승인|방문|예약|내원|진료|접수|출석|입장|수업|레슨|강의|이용|후원|
기부|신청|납부|
강습|시술|대출|대여|이벤트|송장|
운송장|영수증|전표|접속|로그인|수강|투숙|체크인|통화|订单|訂單|主订单|子订单|主單|子單|交易|购买|購買|销售|銷售|消费|
消費|成交|发票|
發票|小票|单据|單據|流水|支付|付款|预约|預約|挂号|就诊|就診|门诊|借阅|借閱|登录|登入|访问|到店|入住|拼单|快递|物流|
运单|轉單|拍下|开单|
結帳|结账|刷卡|签到|注文|受注|購入|取引|売上|販売|予約|来店|来院|受診|入館|会計|伝票|領収書|レシート|決済|支払|支払い|
利用|
貸出|訪問|支援|寄付|申込|受付|搭乗|宿泊|ログイン|請求|乗車|คำสั่งซื้อ|สั่งซื้อ|ใบเสร็จ|บิล|ใบสั่งซื้อ|เอกสาร|ซื้อ|ขาย|
ทำรายการ|ธุรกรรม|จอง|นัด|เข้าใช้|
เข้าพัก|เข้ารับบริการ|ใบกำกับ|ออเดอร์|ชำระ|ชำระเงิน|ใช้บริการ|โอน""",
    "whole": "full|complete|vollstandig*|complet*|completo|completa|volledig*|pelne|tam|lengkap|полн*|전체|完整",
    "doer": "자|者|人|人士|さん",
    # ------------------------------------------------------------------ what identifies
    "id": """id|ids|no|nr|nbr|number|num|numb|key|code|cd|uid|uuid|guid|hash|ref|reference|identifier|sn|barcode|pk|
*nummer|*nr|nummer|*id|*kennung|kennzahl|numero|n|num|code|codigo|cod|clave|identificador|codice|matricola|numer|nro|
kod|kodu|kod*|no su|numarasi|numara|id|identyfikator|ma|ma so|so|nomor|kode|номер|код|ид|идентификатор|رقم|معرف|كود|
رمز|번호|아이디|코드|고유번호|식별|키|编号|編號|号|號|號碼|号码|编码|編碼|代码|代碼|代號|代号|番号|コード|標識|标识|
no|รหัส|
หมายเลข|เลขที่|เลข|ไอดี""",
    "account": """적립번호|포인트적립번호|포인트번호|driver license|driver licence|driving licence|license no|
passport|гос номер|госномер|frequent flyer|
flyer|badge|fob|rfid|абонемент*|licence plate|license plate|number plate|plate|vehicle no|chart|file no|case no|
차량번호|车牌|车牌号|車牌|車号|
ทะเบียนรถ|kennzeichen|immatriculation|karnet*|abonnement|الملف|ملف|نمره|account|acct|acc|login|username|handle|
nickname|nick|screen name|user name|alias|wallet|
loyalty|loyalty card|card|membership|rewards|konto*|anmelde*|benutzername|compte|identifiant|pseudo|carte|fidelite|
carte fidelite|carte de fidelite|cuenta|tarjeta|tarjeta de fidelidad|historia|historia clinica|usuario nombre|conta|
cartao|cartao fidelidade|
matricula|tessera|conto|nome utente|rekening|klantenkaart|gebruikersnaam|karta|karta lojalnosciowa|konto|
nazwa uzytkownika|
login*|hesap|kart|kullanici adi|tai khoan|the|the thanh vien|akun|kartu|kartu member|логин*|аккаунт*|карт*|
карты лояльности|
никнейм|лицевой счет|الحساب|حساب|البطاقة|بطاقة الولاء|اسم المستخدم|계정|닉네임|별명|회원카드|멤버십|카드번호|차트|
계좌|통장|
账号|帐号|帳號|账户|帳戶|昵称|暱稱|会员名|會員名|会员卡|會員卡|卡号|卡號|旺旺|病历|病歷|微信号|アカウント|
ニックネーム|会員カード|
カード番号|診察券|カルテ|口座|ポイントカード|บัญชี|ชื่อผู้ใช้|บัตรสมาชิก|บัตร|เลขบัญชี|hn""",
    "mail": """email|e mail|mail|emailaddress|email address|e mail address|mail address|*mail|courriel|correo|
correo electronico|direccion de correo electronico|endereco de e mail|adresse e mail|adresse email|dia chi email|
alamat email|e mail adresse|이메일주소|e posta|eposta|почт*|البريد|
البريد الالكتروني|이메일|메일|메일주소|邮箱|電郵|电邮|電子郵件|電子信箱|信箱|メール|メールアドレス|อีเมล|อีเมล์|
ที่อยู่อีเมล""",
    "phone": """so dt|so dt khach|phone|telephone|tel|mobile|cell|cellphone|msisdn|whatsapp|telefon*|handy*|portable|
telefono|movil|
celular|telefone|cellulare|telefoon*|komorka|cep|dien thoai|sdt|so dien thoai|telepon|telp|hp|handphone|телефон*|
الهاتف|هاتف|الجوال|جوال|전화|전화번호|휴대폰|휴대전화|핸드폰|연락처|手机|手機|手机号|手机号码|手機號碼|电话|電話|
联系电话|
電話番号|携帯|携帯電話|เบอร์โทร|เบอร์โทรศัพท์|โทรศัพท์|เบอร์|หมายเลขโทรศัพท์|มือถือ""",
    "tax_id": """cpf|cnpj|document|nif|dni|rut|rfc|vat no|tax id|inn|инн|documento|ruc|nik|npwp|cccd|cmnd|mst|
주민번호|사업자번호|身份证|身分證|身份证号|統一編號|统一编号|เลขประจำตัวผู้เสียภาษี|เลขบัตรประชาชน|codice fiscale|nip|
pesel|siret|tc kimlik""",
    "name": """name|names|nm|*name|nombre|nom|prenom|nome|cognome|apellido*|sobrenome|razon social|ragione sociale|
razao social|raison sociale|firma|naam|*naam|nazwa|nazwisko|imie|ad|adi|soyadi|ad soyad|ten|ho ten|ho va ten|nama|имя|
фио|наименование|фамилия|название|اسم|الاسم|이름|성명|성함|명|상호|업체명|姓名|名称|名稱|名字|氏名|名前|お名前|名|姓|
様|
ชื่อ|นามสกุล|ชื่อบริษัท""",
    "device": """device|dvce|meter|serial|ip address|direccion ip|ip adresse|browser|cookie|anonymous|anon|imei|ip|
mac|install|기기|디바이스|단말|设备|設備|裝置|端末id|デバイス|อุปกรณ์""",
    # ------------------------------------------------------------------ when
    "date": """date|dates|dte|dt|time|datetime|timestamp|ts|at|on|when|day|utc|epoch|dttm|tstamp|tmstmp|time stamp|
*datum|datum|*zeit|zeit|zeitpunkt|*zeitpunkt|zeitstempel|*tag|tag|am|date*|jour|heure|horodat*|quand|le|
fecha|hora|dia|momento|marca temporal|marca de tiempo|data|data e hora|carimbo|ora|giorno|tijd|*tijd|tijdstip|moment|
czas|dzien|godzina|tarih*|zaman*|saat|datum a cas|ngay|gio|thoi gian|thoi diem|luc|tanggal|tgl|waktu|jam|
дата|время|момент|день|تاريخ|وقت|التاريخ|الوقت|일시|일자|날짜|시각|시간|시점|일|时间|日期|日|時間|时刻|日時|日付|時刻|
日付時刻|
วันที่|วัน|เวลา|วันเวลา""",
    "ordered": """request|requested|ordered|placed|purchased|bought|sold|booked|visited|occurred|happened|performed|
played|viewed|
submitted|responded|answered|opened|logged|reviewed|attended|borrowed|swiped|erfolgt|eingegangen|passee|realizado|
efectuado|effettuato|geplaatst|zlozenia|verilen|dat|dipesan|оформлен*|принят*|발생|접수|생성시각|成立|提交|提出|发生|
發生|發布|作成時|発生|申込|ทำ""",
    "created": """created|create|creation|added|add|entered|registered in|opened on|erstellt*|erstell*|angelegt|
anlage*|creation|cree|ajout|creacion|creado|alta del|criacao|criado|cadastro do|creazione|creato|aangemaakt|
utworzeni*|dodania|olusturma*|tao|ngay tao|dibuat|создан*|الانشاء|انشاء|생성|작성|등록|创建|建立|生成|作成|登録|สร้าง|
บันทึก""",
    "upload": """collector|upload|received|sent|server|processed|client|ingest|insert|sync|sync*|load|etl|original|
local|recorded|서버|수집""",
    "paid": """paid|payment|pay|settled|charged|billed|collected|captured|posted|bezahlt*|zahl*|zahlung*|gezahlt|
paye|payee|paiement|regle|reglement|pagado|pagada|pago|cobrado|pagto|recebido|pagamento|pagato|betaald*|betaal*|
betaling|
zaplacon*|platnosci|odenen|odeme|thanh toan|da tra|tra|phai tra|can tra|dibayar|bayar|pembayaran|оплат*|оплачен*|
المدفوع|
الدفع|결제|입금|지불|납부|본인부담|실결제|实付|實付|实际支付|实收|實收|支付|付款|应付|應付|实付款|买单|結帳|入金|決済|
支払|支払い|
お支払い|支払額|ชำระ|จ่าย|ชำระเงิน|โอน""",
    "later": """leave|left|exit|out|dropoff|drop off|updat*|upd|modif*|mod|edited|changed|deliver*|ship|shipped|
shipping|dispatch*|sent|estimat*|due|
fulfil*|approv*|last|latest|next|remind*|print*|delivery|confirm*|solved|resolved|completed|finish*|return|returned|
refund*|
cancel*|cancell*|settle*|expected|sync*|logout|log out|check out|departure|arrival|arrive*|value|
shipdate|valid|posting|scheduled for|follow up|aender*|geander*|aktualis*|letzt*|liefer*|versand*|falligkeit*|fallig|
storn*|retour*|rueck*|abgeschlossen|maj|mise a jour|modification|dernier*|livr*|expedition|echeance|annul*|retour|
envio|entrega|actualiz*|ultim*|vencimiento|modificacion|devoluc*|cancelac*|limite|valor|atualiza*|vencimento|previs*|
saida|aggiorn*|modifica|ultimo|spedizione|consegna|scadenza|reso|gewijzigd|laatst*|lever*|verval*|verzend*|wysylk*|
dostaw*|aktualizac*|modyfikac*|termin platnosci|guncelle*|son|teslim*|kargo*|iade*|vade*|cap nhat|giao|giao hang|
het han|cuoi|hoan|diperbarui|dikirim|pengiriman|jatuh tempo|selesai|terakhir|отгруз*|доставк*|обновл*|изменен*|
редактир*|последн*|срок|возврат*|отмен*|التحديث|تحديث|التسليم|التوصيل|الشحن|اخر|الاستحقاق|الالغاء|
수정|변경|배송|발송|발주|도착|배달|출고|예정|정산|완료|취소|환불|반품|최근|최종|마지막|갱신|반납|마감|업데이트|확인|
퇴실|하원|퇴장|更新|修改|
发货|發貨|出货|出貨|收货|收貨|确认|確認|送达|送達|完成|结束|結束|退款|取消|到期|截止|最近|最后|最後|归还|歸還|离店|
退房|
発送|配送|到着|出荷|変更|修正|最終|完了|返却|期限|確定|締め|キャンセル|返品|納期|支払期限|退館|退店|
จัดส่ง|แก้ไข|อัปเดต|สำเร็จ|ครบกำหนด|ล่าสุด|กำหนด|คืน|ยกเลิก|ส่ง""",
    "closed": "close|closed|closing|won|cierre|fermeture|cloture|fechamento|chiusura|закрыт*|마감|关闭|關閉|ปิด",
    "joined": """optin|opt in|subscribed|signup|sign up|signed up|joined|join|registration|registered|register|since|
enrolled|enrollment|
acquired|first|onboarded|beitritt*|eintritt*|registrier*|anmeldedatum|inscription|adhesion|premiere|inscripcion|alta|
registro|inscricao|cadastro|adesao|iscrizione|lidmaatschap|inschrijf*|rejestrac*|kayit*|uyelik|dang ky|tham gia|
daftar|
bergabung|регистрац*|вступлен*|التسجيل|الانضمام|가입|등록일자|최초|첫|注册|註冊|入会|首次|加入|建档|登録|入会|初回|
สมัคร|ลงทะเบียน|ครั้งแรก""",
    "begun": """inception|start*|begin*|begun|commenc*|activat*|effective|launch*|beginn*|startdatum|debut|inicio|
inizio|
rozpoczeci*|baslangic*|bat dau|mulai|начал*|البدء|بداية|시작|개시|开始|開始|启用|啟用|生效|เริ่ม""",
    "ended": """end|ends|ended|ending|expire*|expir*|churn*|terminat*|ende|endet|enddatum|kundig*|gekundigt|fin|baja|
termino|fine|disdetta|einde|opgezegd|zakonczeni*|bitis*|ket thuc|berakhir|окончан*|конец|النهاية|الانتهاء|종료|만료|
해지|탈퇴|
终止|終止|终了|退会|終了|解約|満了|สิ้นสุด|หมดอายุ""",
    "born": """birth|birthday|dob|born|birthdate|geburt*|geb|naissance|nacimiento|nascimento|nascita|geboorte*|
urodzenia|dogum|sinh|lahir|рожд*|الميلاد|ميلاد|생년월일|생일|출생|출생일|出生|生日|生年月日|誕生日|วันเกิด|เกิด""",
    "length": """byte|bytes|size|hour|hours|days|weeks|months|years|dow|duration|length|elapsed|seconds|sec|secs|
minutes|mins|hours|ms|msec|dauer|duree|duracion|duracao|
durata|duur|czas trwania|sure|suresi|thoi luong|durasi|длительность|المدة|zone|timezone|소요|기간|체류|时长|時長|所用|
所要|ระยะ""",
    # ------------------------------------------------------------------ money and counts
    "money": """ucret*|료|비|費|费|料|nett|honorar|honoraire*|honorario*|£|€|¥|₩|฿|subtotal|sub total|subtot|
sous total|소계|小计|小計|amount|amt|ammount|amnt|amout|total|ttl|tot|sum|price|prc|revenue|rev|value|val|spend|spent|
cost|
charge|charges|earning|earnings|fare|payment|paid|turnover|proceeds|gross|net|netto|brutto|sales|gmv|fee|dollars|usd|
eur|krw|price paid|betrag|*betrag|summe|*summe|gesamt*|preis|*preis|umsatz*|erlos*|wert|*wert|*umsatz|montant|somme|
prix|
chiffre d affaires|ca|recette|valeur|pu|importe|monto|precio|suma|valor|ingreso*|facturacion|total|preco|receita|
faturamento|importo|prezzo|totale|incasso|ricavo|bedrag|*bedrag|totaal*|prijs|omzet|kwota|cena|suma|wartosc|przychod|
tutar|tutari|toplam|fiyat*|bedel|ciro|castka|so tien|tien|tong|gia|thanh tien|doanh thu|phai tra|da tra|can tra|
khach tra|
tri gia|jumlah uang|total|harga|nominal|nilai|bayar|pendapatan|biaya|сумм*|итог*|цен*|стоимост*|выручк*|оплат*|
реализовал*|المبلغ|مبلغ|اجمالي|الاجمالي|السعر|سعر|قيمة|القيمة|المجموع|مجموع|الايرادات|المبيعات|
금액|가격|매출|매출액|결제액|단가|판매가|합계|총액|요금|비용|대금|액|수납|부담금|본인부담금|회비|수강료|참가비|
金额|金額|价|價|价格|價格|总价|總價|总额|總額|总金额|款|货款|实付|實付|实收|實收|应付|應付|合计|合計|小计|小計|单价|
單價|京东价|营业额|
額|価格|単価|売価|税込|税抜|総額|総計|会計|代金|料金|売上|売上高|お会計|
ยอด|ยอดเงิน|ราคา|จำนวนเงิน|มูลค่า|เงิน|ยอดรวม|ยอดสุทธิ|ค่า|รายได้|ยอดชำระ""",
    "price": """price|prc|preis|*preis|prix|precio|preco|prezzo|prijs|cena|fiyat*|gia|harga|цен*|السعر|سعر|가격|단가|
판매가|价|價|价格|
價格|单价|單價|价钱|価格|単価|売価|ราคา|京东价|pu|harga jual|rate""",
    "total": """incl btw|inkl mwst|incl tva|con iva|iva inclusa|kdv dahil|شامل الضريبه|tax incl|tax included|incl tax|
inc tax|including tax|incl vat|vat incl|iva incluido|ttc|total|ttl|tot|grand|grand total|overall|final|all in|incl|
gesamt*|summe|ttc|totale|totaal*|
total a pagar|lacznie|calkowit*|razem|toplam|genel toplam|tong|tong cong|grand|итог*|итого|общ*|اجمالي|الاجمالي|총|
합계|최종|
总|總|合计|合計|総|รวม|ทั้งหมด|สุทธิ|total bayar|must pay|phai tra|can tra|total amount|折扣后|折後|折扣後""",
    "due": """cost|costs|kosten|cout|costo|custo|원가|成本|due|outstanding|open|offen*|restant|pendiente|em aberto|
미수|미납|应收|應收|欠|未払|ค้าง""",
    "sub": """excl btw|zzgl mwst|ohne mwst|senza iva|sin iva|tax excl|excl tax|ex tax|excluding tax|ex vat|excl vat|
sub|subtotal|sub total|subtot|before|excl|ex|net of tax|netto|ht|hors taxe|zwischen*|sous total|
parcial|imponibile|netto*|ara|ara toplam|tam tinh|hang|tien hang|tong tien hang|subtotal|без|المجموع الفرعي|소계|
공급가|
공급가액|상품금액|商品|小计|小計|货款|税抜|ก่อน|converted|base|store currency|merchant currency|local""",
    "listed": """list|listed|original|regular|msrp|rrp|retail|compare|catalog|gross|orig|initial|full|
uvp|liste*|catalogue|original*|lista|listino|katalog*|goc|gia goc|awal|розничн*|원가|정가|정상가|소비자가|原价|原價|
吊牌价|
市场价|牌价|定価|通常|ราคาตั้งต้น|ตั้งต้น|ราคาปกติ""",
    "unit": """unit|each|per|per unit|per item|pro|stuck*|stk|einzel*|vk|unitaire|pu|unitario|unit*|stuk|
jednostk*|birim|don gia|don vi|satuan|за|единиц*|единицу|الوحدة|단가|개당|单价|單價|単価|ต่อ|ต่อหน่วย|ต่อชิ้น|
price point""",
    "less": """discount|discounts|disc|shipping|ship|freight|tax|taxes|vat|gst|fee|fees|tip|gratuity|refund*|balance|
commission|points|point|credit applied|deposit|margin|change|cogs|cost of|rate|weight|wt|duties|insurance|copay|
handling|
earned|loyalty|profit|prize|bonus|store credit|gift card|coupon|percent|pct|probability|service|
rabatt*|nachlass|versand*|mwst|ust|steuer*|gebuhr*|saldo|provision|gutschein*|pfand|gewicht|marge|
remise|frais|tva|solde|livraison|reduction|poids|pourboire|descuento|envio|impuesto|iva|comision|saldo|propina|cupon|
descto|peso|desconto|frete|imposto|taxa|comissao|gorjeta|troco|sconto|spedizione|iva|saldo|commissione|
korting|verzend*|btw|saldo|rabat*|wysylk*|dostaw*|podatek|vat|prowizja|indirim|kargo|kdv|komisyon|bakiye|giam gia|
chiet khau|phi|thue|diskon|ongkir|biaya|pajak|potongan|pengiriman|скидк*|доставк*|налог*|ндс|комисси*|остаток|баланс|
вознагражд*|бонус*|баллы|الخصم|خصم|الشحن|الضريبة|ضريبة|الرصيد|العمولة|تكلفة|رسوم|할인|배송비|배송료|수수료|포인트|
쿠폰|적립|
적립금|부가세|세액|잔액|취소|환불|배달팁|마일리지|거스름|예치금|折扣|优惠|優惠|运费|運費|邮费|郵費|积分|積分|税|稅|
佣金|余额|餘額|
服务费|手续费|手續費|退款|找零|成本|利润|毛利|押金|红包|紅包|補貼|补贴|割引|値引|値引き|送料|消費税|内税|外税|手数料|
ポイント|
残高|釣銭|お釣り|預り金|粗利|原価|クーポン|ส่วนลด|ค่าส่ง|ค่าจัดส่ง|ภาษี|ค่าธรรมเนียม|คงเหลือ|แต้ม|คะแนน|คอมมิชชั่น|
เงินทอน|ต้นทุน""",
    "count": """quantity|quantiy|qty|quan|qnty|count|cnt|units|pieces|pcs|number of|no of|num of|nr of|menge|
stuckzahl|anzahl|
quantite|qte|nombre de|cantidad|cant|unidades|quantidade|qtd|qtde|quantita|pezzi|aantal|ilosc|sztuk|liczba|adet|adedi|
miktar|so luong|sl|jumlah|jml|kuantitas|количеств*|кол во|кол|штук|шт|الكمية|كمية|عدد|수량|개수|갯수|건수|횟수|인원|
구매수|수|数量|數量|件数|件數|个数|份数|个|数|個数|点数|人数|จำนวน|ปริมาณ|ชิ้น""",
    # ------------------------------------------------------------------ what kind of business it is
    "stay_begin": """pickup|pick up|check in|checkin|arrival|체크인|入住|チェックイン|เช็คอิน|arrivo|llegada|entrada|
anreise|arrivee|заезд*""",
    "stay_end": """check out|checkout|departure|체크아웃|退房|チェックアウト|เช็คเอาท์|partenza|salida|abreise|depart|
выезд*""",
    "deal": """deal|deals|opportunity|opportunities|pipeline|сделк*|商机|商機|영업기회|딜|verkaufschance|affaire|
oportunidad|
oportunidade|opportunita|trattativa|商談|案件""",
    "fee": """fee|fees|수수료|手续费|手續費|手数料|gebuhr*|gebuehr*|frais|comision|comissao|commissione|commission|
prowizja|
комисси*|ค่าธรรมเนียม|phi|العمولة|komisyon""",
    "net": "net|nett|netto|neto|liquido|순액|정산금액|净额|淨額|純額|สุทธิ",
    "tax": "tax|vat|gst|mwst|steuer|impuesto|imposto|tva|iva|btw|부가세|税|消費税|ภาษี|thue|ндс",
    # ------------------------------------------------------------------ said of a person or thing, not the thing itself
    "kind": """비고|비율|type|types|typ|group|grp|segment|level|lvl|tier|status|stat|state|class|grade|category|cat|
age|gender|sex|
agent|language|lang|method|mode|source|src|channel|currency|score|rating|since|description|note|notes|comment|
comments|text|reason|preference|agreed|consent|opt|size|industry|company size|new|returning|new?|
art|gruppe|*gruppe|*status|*art|klasse|sprache|quelle|statut|etat|groupe|categorie|moyen|mode de*|motif|nouveau|
tipo|grupo|estado|categoria|medio|metodo|forma|motivo|situacao|nuevo|novo|gruppo|stato|modo|nuovo|soort|groep|wijze|
rodzaj|grupa|sposob|tur|turu|durum*|statusu|grubu|loai|nhom|hang thanh vien|trang thai|tinh trang|hinh thuc|jenis|
grup|cara|metode|тип|групп*|статус*|вид|способ*|этап*|комментар*|пол|نوع|حالة|الحالة|طريقة|فئة|مجموعة العملاء|
등급|구분|유형|상태|방법|수단|종류|성별|나이|연령|경로|여부|동의|메모|메세지|메시지|비고|그룹|학년|레벨|등급명|类型|
類型|状态|狀態|
等级|等級|方式|级别|性别|性別|年龄|年齡|备注|備註|留言|来源|來源|分组|标签|標籤|渠道|類別|类别|区分|種別|状態|状況|
方法|ランク|
ステータス|備考|性別|年齢|年代|タイプ|グループ|ประเภท|กลุ่ม|ระดับ|สถานะ|ช่องทาง|วิธี|เพศ|อายุ|หมายเหตุ""",
}
