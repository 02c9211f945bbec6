"""Header words and what they mean, in nine languages. Data only."""

from __future__ import annotations

import re
import unicodedata

# Role to header words. A word is compared without case, blanks, "_", "-" and brackets.
WORDS: dict[str, str] = {
    "customer": """customer id|customer no|customer number|customer key|customer code|customer unique id|
cust id|cust|customer|client id|client|user id|user key|uid|user|user pseudo id|distinct id|device id|
visitor id|anonymous id|account id|account no|acct id|account|member id|member no|member|msno|person id|
subscriber id|app user id|profile id|contact id|buyer id|buyer|household key|player id|player|patient id|
student id|respondent|respondent id|author id|email|e mail|customer email|email address|kunde|kunden id|
kundennummer|kunden nr|kundennr|benutzer id|benutzer|id cliente|cliente id|cliente|codigo cliente|
código cliente|id usuario|usuario|n client|numéro client|id client|client id|code client|identifiant|
utilisateur|id do cliente|código do cliente|usuário|고객id|고객번호|고객코드|고객아이디|고객명|고객|회원id|
회원번호|회원아이디|회원코드|회원|사용자id|사용자번호|유저id|유저|아이디|구매자id|구매자|주문자id|주문자|
가입자번호|응답자id|응답자|客户编号|客户id|客户号|客户|用户id|用户编号|用户名|用户|会员id|会员编号|会员号|
会员|买家id|买家|顾客编号|顾客id|顾客|客戶編號|客戶id|客戶|會員編號|會員id|會員|用戶id|使用者id|使用者|顧客id|
顧客番号|顧客コード|顧客|会員番号|会員コード|ユーザーid|ユーザid|ユーザー|利用者id|お客様番号|お客様id|購入者|
รหัสลูกค้า|ลูกค้า|เลขที่ลูกค้า|รหัสสมาชิก|สมาชิก|ผู้ใช้|รหัสผู้ใช้|ผู้ซื้อ""",
    "time": """timestamp|time stamp|event time|event timestamp|event date|event datetime|datetime|date time|
date|time|created at|created|created on|created date|order date|order time|order datetime|ordered at|
ordered on|order timestamp|order purchase timestamp|purchase date|purchase time|purchased at|transaction date|
transaction time|trans date|txn date|invoice date|payment date|paid at|paid date|occurred at|happened at|
activity date|visit date|login date|login time|day|dt|ts|response date|responded at|answered at|survey date|
submitted at|authored at|datum|zeitstempel|zeitpunkt|bestelldatum|kaufdatum|rechnungsdatum|buchungsdatum|
fecha|fecha compra|fecha de compra|fecha pedido|fecha del pedido|fecha hora|fecha factura|date de commande|
date commande|date achat|date d achat|date facture|horodatage|data|data da compra|data do pedido|data pedido|
data hora|일시|날짜|일자|주문일자|주문일시|주문일|주문날짜|구매일|구매일자|구매일시|결제일|결제일자|결제일시|
거래일|거래일자|거래일시|이벤트일시|이벤트시간|발생일시|시간|접속일시|방문일|방문일자|응답일|응답일시|이용일|
매출일|판매일|日期|时间|时间戳|下单时间|下单日期|订单时间|订单日期|付款时间|支付时间|购买时间|购买日期|
交易时间|交易日期|事件时间|创建时间|登录时间|時間|訂單時間|訂單日期|購買日期|購買時間|付款日期|日付|日時|
注文日|注文日時|購入日|購入日時|受注日|決済日|決済日時|取引日|回答日|วันที่|วันเวลา|วันที่และเวลา|เวลา|
วันที่สั่งซื้อ|วันสั่งซื้อ|วันที่ซื้อ|วันที่ชำระเงิน|วันที่ทำรายการ""",
    "event": """event|event name|event type|action|action type|activity|activity type|behavior type|
behaviour type|ereignis|ereignistyp|aktion|aktivität|evento|tipo evento|tipo de evento|acción|actividad|
événement|type d événement|nome do evento|ação|atividade|이벤트|이벤트명|이벤트유형|행동|행동유형|활동|
활동유형|액션|事件|事件名|事件名称|事件类型|行为|行为类型|动作|操作|事件名稱|行為|動作|イベント|イベント名|
イベント種別|行動|アクション|เหตุการณ์|ชื่อเหตุการณ์|กิจกรรม""",
    "amount": """amount|total|total amount|total price|total charges|order total|order amount|order value|
grand total|net amount|gross amount|revenue|sales|sale amount|sales amount|payment value|payment amount|
paid amount|amount paid|value|dollar value|purchase amount|transaction amount|spend|spent|subtotal|line total|
amt|betrag|umsatz|gesamtbetrag|summe|bestellwert|importe|monto|importe total|ventas|ingresos|montant|
montant total|chiffre d affaires|valor|valor total|montante|receita|금액|결제금액|총결제금액|주문금액|
총주문금액|총금액|합계금액|구매금액|매출|매출액|판매금액|거래금액|실결제금액|金额|总金额|总额|订单金额|
支付金额|实付金额|付款金额|消费金额|交易金额|销售额|金額|總金額|訂單金額|消費金額|銷售額|合計金額|売上|
売上金額|決済金額|購入金額|支払金額|請求金額|注文金額|จำนวนเงิน|ยอดเงิน|ยอดรวม|ยอดชำระ|ยอดขาย|ราคารวม|มูลค่า""",
    "price": """price|unit price|item price|sale price|einzelpreis|preis|precio|precio unitario|prix|
prix unitaire|preço|preço unitário|단가|가격|판매가|单价|价格|單價|價格|単価|価格|ราคา|ราคาต่อหน่วย""",
    "quantity": """quantity|qty|units|item count|order qty|menge|anzahl|cantidad|unidades|quantité|quantidade|
수량|구매수량|주문수량|数量|购买数量|數量|個数|購入数|จำนวน|จำนวนชิ้น""",
    "start": """start|start date|started at|subscription start|subscription start date|period start|
contract start|begin date|valid from|activation date|startdatum|beginn|vertragsbeginn|fecha inicio|
fecha de inicio|date de début|date début|data de início|data início|시작일|시작일자|구독시작일|계약시작일|
开始日期|开始时间|開始日期|開始日|利用開始日|契約開始日|วันที่เริ่ม|วันเริ่มต้น""",
    "end": """end|end date|ended at|subscription end|subscription end date|expiry date|expiration date|
expires at|valid to|contract end|canceled at|cancelled at|cancel date|cancellation date|churn date|
termination date|enddatum|ende|vertragsende|kündigungsdatum|fecha fin|fecha de fin|fecha baja|date de fin|
date fin|data de término|data fim|종료일|종료일자|만료일|해지일|구독종료일|계약종료일|结束日期|到期日期|
取消日期|結束日期|終了日|解約日|契約終了日|วันที่สิ้นสุด|วันหมดอายุ""",
    "signup": """signup date|sign up date|signed up at|registration date|registered at|join date|joined at|
member since|customer since|first purchase date|first order date|registrierungsdatum|anmeldedatum|fecha alta|
fecha de alta|date inscription|data de cadastro|가입일|가입일자|회원가입일|注册日期|注册时间|註冊日期|入会日|
登録日|วันที่สมัคร""",
    "recurring": """mrr|mrr amount|monthly recurring revenue|arr|plan amount|plan price|monthly charges|
monthly fee|subscription amount|recurring revenue|monatsbeitrag|cuota mensual|mensalidade|월요금|월이용료|
구독료|月费|月費|月額|月額料金""",
    "tenure": """tenure|tenure months|months in service|account length|customer age|months on book|가입기간|
이용기간|在网时长|契約月数""",
    "lost": """churn|churned|is churn|exited|churn flag|churn label|attrition|gekündigt|baja|résilié|
cancelado|이탈|이탈여부|해지여부|流失|是否流失|解約|離反""",
    "score": """nps|nps score|score|rating|likelihood to recommend|recommendation score|nps rating|
weiterempfehlung|puntuación|calificación|note|nota|추천의향|추천점수|점수|평점|만족도|推荐指数|推荐分数|评分|
推薦分數|評分|推奨度|おすすめ度|評価|คะแนน""",
    "cohort": "cohort|kohorte|cohorte|coorte|코호트|同期群|コホート",
}
# Names of things that are bought, placed or run: their ids are nobody's.
NOBODYS = re.compile(
    r"product|item|sku|order|invoice|transaction|session|event|category|store|shop|seller|employee|campaign|stock|"
    r"상품|주문번호|거래번호|商品|订单|訂單|交易|注文番号|取引番号|สินค้า|คำสั่งซื้อ"
)
RECOMMEND = re.compile(r"recommend|weiterempf|recomend|추천|推荐|推薦|おすすめ|แนะนำ")
MONTH_NAME = re.compile(
    r"^(20\d\d)[-/. ]?(0?[1-9]|1[0-2])$|^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ \-]?(20)?\d{0,2}$|"
    r"^(m|month|week|w|day|d)[ ]?\d{1,3}$|^\d{1,2}(월|月)$"
)


def plain(name: str) -> str:
    """A header as words: "InvoiceDate" and "invoice_date" are "invoice date".

    Examples
    --------
    >>> plain("InvoiceDate"), plain("Total_Amount (USD)"), plain("CustomerID")
    ('invoice date', 'total amount', 'customer id')
    """
    name = unicodedata.normalize("NFKC", name).strip()
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", name).lower()
    name = re.sub(r"[(\[].*?[)\]]", "", name).strip() or name
    return " ".join(re.sub(r"[_\-./:#*\"'’]+", " ", name).split())


def key(name: str) -> str:
    """What headers are compared by."""
    return plain(name).replace(" ", "")


ROLE_OF: dict[str, str] = {}
for _role, _words in WORDS.items():
    for _word in _words.replace("\n", "").split("|"):
        if _word:
            ROLE_OF.setdefault(key(_word), _role)
