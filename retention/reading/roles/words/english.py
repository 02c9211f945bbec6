"""Header words in English, and names that products give to columns of their exports."""

WORDS = {
    "customer": """kunnr|kunag|listener id|viewer id|reader id|follower id|attendee id|applicant id|traveler id|
traveller id|
driver no|customer id|customer no|customer nr|customer number|customer num|customer key|customer code|
customer unique id|customer ref|customer uuid|customer guid|customer|customers|cust id|cust no|cust|client id|
client no|client number|client code|client|user id|user key|user no|user number|user uuid|user guid|user|users|uid|
user pseudo id|distinct id|member id|member no|member number|member code|member|members|membership number|
membership no|membership id|msno|person id|person|subscriber id|subscriber|app user id|profile id|contact id|
buyer id|buyer|shopper id|shopper|purchaser id|purchaser|household key|household id|household|mrn|
medical record number|player id|player|
patient id|patient|student id|student|learner id|guest id|rider id|passenger id|donor id|
donor|tenant id|author id|author|reviewer id|participant id|participant|panelist id|loyalty card|loyalty id|
loyalty number|patron id|subscriber number|party id|consumer id|owner id|crm id|passenger|
rc original app user id|supporter id|payer id|payer|bill to customer|sold to|login id|google user id|caller id|
customer account""",
    "customer-": """card number|adid|gps adid|idfv|device uuid|requester id|requester|borrower number|borrower id|
policyholder id|permit no|account code|account id|account no|account number|acct id|acct no|acct|account|
workspace id|org id|organization id|organisation id|company id|tenant|team id|amplitude id|anonymous id|visitor id|
visitor|device id|cookie id|client pseudo id|full visitor id|user name|username|login|nickname|nick|user pseudo|
install id|advertising id|idfa|appsflyer id|person properties|ga client id|buyer username|buyer account|user handle|
screen name|order account|customer user id""",
    "customer--": """associated company|associated contact|email|e mail|mail|customer email|email address|
e mail address|buyer email|user email|contact email|customer email address|billing email|billing email address|
billing e mail|invoice email|phone|phone number|mobile|mobile number|mobile phone|telephone|customer phone|msisdn|
ip address""",
    "customer---": """respondent id|respondent|who|customer name|client name|buyer name|member name|full name|
contact name|account name|
company name|buyer user name|recipient|recipient name|ship to name|billing name|shipping name|contact""",
    "customer----": "name|names|ip|id|ids|first name|last name|surname|key",
    "time": """erdat|audat|fkdat|budat|timestamp|time stamp|event time|event timestamp|event date|event datetime|
event dt|datetime|
date time|order date|order time|order datetime|ordered at|ordered on|order timestamp|order purchase timestamp|
order creation date|order created at|order placed|date ordered|date of order|order dt|order placed date|
purchase date|purchase time|purchased at|purchase timestamp|date of purchase|bought at|buy date|transaction date|
transaction time|transaction datetime|transaction timestamp|trans date|txn date|trx date|tx date|
sale date|sales date|sold at|date of sale|occurred at|happened at|activity date|activity time|visit date|visited at|
date of visit|login date|login time|logged at|logged in at|session start|session date|session time|check in|checkin|
check in time|started at|opened at|played at|viewed at|booking date|booked at|reservation date|event timestamp utc|
time utc|date utc|ts utc|event ts|response date|responded at|response time|answered at|
survey date|submitted at|submission date|date submitted|submit date|authored at|commit date|order purchase date|
record date|entry date|posting date|post date|posted at|posted on|review date|reviewed at|donation date|
appointment date|usage date|use date|action date|action time|event day|order day|log time|log date|logtime|datum|
date hour|moment|period|order creation time|order create time|sales day|trip start|ride date|class date|
attended on""",
    "time~": """created at|created|created on|created date|created time|created utc|creation date|creation time|
date created|create time""",
    "time-": """invoice date|client event time|close date|closed won date|date|time|day|dt|ts|datestamp|date and time|
payment date|payment time|
paid at|paid date|date paid|paid on|processed at|completed at|completed on|order completed date|charge date|
charged at|billing date|billed at|month|week|start time|start timestamp|date local|timestamp local|
end date of interview|respond time|updated time|recorded at|recorded date|insert time|inserted at|ymd|yyyymmdd|
transaction day|settled at|server event time|original timestamp|sent at|received at|server time|ingested at""",
    "event": """evt|event|event name|event type|event title|action|action type|action name|activity|activity type|
activity name|behavior type|behaviour type|behavior|behaviour|interaction|interaction type|event action|event key|
what happened|operation|verb|track event|event label""",
    "event----": "metric",
    "event-": """event category|transaction type|type of event|log type|activity category|touchpoint|event code|
screen name|page event""",
    "event_id": """event id|event uuid|insert id|row id|record id|message id|log id|uuid|order line id|
order item id|line item id|order item sn|lineitem id|transaction line id|dedup id|event unique id|line id|guid""",
    "amount": """amount|total|total amount|total price|total paid|order total|order amount|order value|order price|
total order amount|order subtotal|grand total|net amount|net total|net sales|net revenue|revenue|sales|sale amount|
sales amount|sales value|total sales|total revenue|turnover|payment value|payment amount|paid amount|amount paid|
actual amount paid|purchase amount|purchase value|transaction amount|transaction value|trans amount|txn amount|
spend|spent|amount spent|money spent|line total|total line|extended price|total charges|total cost|amt|dollar value|
dollars|order grand total|invoice amount|invoice total|total value|total spent|gmv|charge amount|price paid|
donation amount|fare amount|fare|checkout value|basket value|purchase revenue|event revenue|price in usd|sum|money|
income|earnings|proceeds|ticket value|bill amount|converted amount|event value in usd|ecommerce purchase revenue|
paid price|price paid total|final price|final amount|order total amount|order amount total""",
    "amount-": """netwr|bill|tab|budget|deal value|deal amount|gross amount|gross|gross sales|gross revenue|subtotal|
sub total|
value|net|net value|credit|debit|list total|order subtotal after discount|item total|lineitem total|amt usd|usd|
cost|charge|charges|fee|payment""",
    "price": """price|unit price|item price|sale price|sales price|selling price|price each|price per unit|
unit cost|list price|lineitem price|product price|retail price|deal price|original price|item cost|sku price|
avg price""",
    "quantity": """quantity|qty|units|unit|item count|items|order qty|order quantity|quantity ordered|num items|
number of items|items sold|units sold|lineitem quantity|quantity purchased|pieces|pcs|item quantity|number of cds|
num cds|cds|product quantity|count of items|no of items|quantity sold|volume""",
    "order": """vbeln|belnr|order id|order no|order number|order num|order code|order ref|order key|order sn|order|
invoice|
invoice no|invoice id|invoice number|invoice num|transaction id|transaction no|transaction number|trans id|txn id|
trx id|receipt no|receipt id|receipt number|receipt|basket id|cart id|payment id|booking id|booking ref|
reservation id|purchase id|purchase order|po number|bill no|bill number|check number|ticket id|ticket no|
sales order|charge id|external order id|platform order no|original order id|sale id|checkout id""",
    "start": """start|started at|start date|start day|started on|subscription start|subscription start date|
start utc|start date utc|period start|current period start|current period start utc|contract start|
contract start date|begin date|begin|valid from|activated at|activation date|from date|date from|effective date|
plan start|service start|membership start|subscribed at|subscribed on|subscription date|subscription created|
trial start|term start|policy start|lease start|contract date""",
    "end": """end|end date|ended at|ended on|ended at utc|subscription end|subscription end date|expiry date|expiry|
expiration date|expiration|expires at|expires on|membership expire date|valid to|valid until|valid through|
contract end|contract end date|canceled at|cancelled at|canceled at utc|cancel date|cancellation date|cancelled on|
canceled on|churn date|churned at|churned on|termination date|terminated at|current period end|
current period end utc|to date|date to|unsubscribed at|left at|leave date|date left|close date|closed at|
service end|membership end|plan end|term end|policy end|lease end|renewal date""",
    "signup": """signup date|sign up date|signed up at|signed up|signup|sign up|signup at|signup time|
registration date|registered at|registered on|registered|registration|registration init time|registration time|
register date|register time|reg date|join date|joined at|joined on|joined|join dttm|date joined|member since|
customer since|user created at|account created|account created at|account creation date|created account|
acquisition date|first purchase date|first order date|first purchase|first order|first seen|first visit|
first visit date|enrollment date|enrolment date|enroll date|dt customer|onboarded at|install time|install date|
installed at|user first touch timestamp|first touch|customer created at|opt in date|date of joining""",
    "recurring": """mrr|mrr amount|monthly recurring revenue|arr|arr amount|annual recurring revenue|plan amount|
plan price|monthly charges|monthly charge|monthly fee|monthly price|monthly revenue|monthly amount|
subscription amount|subscription price|subscription fee|recurring revenue|recurring amount|plan list price|acv|
contract value|monthly payment|monthly cost|current mrr|monthly premium""",
    "tenure": """tenure|tenure months|tenure in months|tenure days|months in service|account length|customer age|
months active|months on book|lifetime months|lifetime days|age of account|customer lifetime|membership length|
length of membership|days since signup|years as customer|vintage|months as customer|days active|tenure years|
frequency|recency""",
    "lost": """churn|churned|is churn|is churned|has churned|exited|churn flag|churn label|churn value|churn status|
attrition|attrition flag|is active|is active member|active flag|left|cancelled|canceled|is cancelled|lost|
customer status|subscription status|defected|customer churn""",
    "plan": """plan|plan name|plan id|plan code|plan type|plan tier|subscription type|subscription plan|
subscription tier|package|tier|contract|contract type|product plan|payment plan id|membership type|membership level|
membership plan|membership|membership tier|pricing plan|subscription product|rate plan|edition""",
    "score": """nps|nps score|nps rating|score|rating|star rating|stars|likelihood to recommend|
recommendation score|how likely are you to recommend|net promoter score|recommend|csat|csat score|satisfaction|
satisfaction score|ltr|survey score|promoter score|review score|overall rating|likelihood""",
    "segment": """segment|segments|customer segment|group|cohort group|type|customer type|user type|channel|source|
medium|utm source|traffic source|acquisition channel|country|country code|region|city|state|province|market|
language|platform|device|device type|device category|os|operating system|browser|gender|sex|age group|category|
product category|product line|product|brand|store|branch|location|variant|test group|experiment|industry|
company size|vertical|payment method|payment type|loyalty level|level|status group|grade|class|team|territory""",
    "do_not_contact": """unsubscribed|unsubscribe|opt out|opted out|optout|do not contact|do not email|
do not call|dnc|no contact|email opt out|marketing opt out|sms opt out|has opted out of email|suppressed|
blocked contact|do not disturb|unsubscribed from emails|no marketing|do not mail|do not text|do not market|
do not contact flag|newsletter opt out|marketing suppressed|asked not to be contacted""",
    "may_contact": """accepts marketing|marketing consent|email consent|consent|opt in|opted in|email opt in|
newsletter opt in|accepts email marketing|marketing allowed|gdpr consent|contact permission|is subscribed|
newsletter|email marketing consent|sms consent|sms marketing consent|accepts sms marketing|email subscribed|
newsletter subscribed|newsletter subscriber|email marketing|marketing opt in|may contact|can contact|
allow marketing|allows marketing|marketing permission|email permission""",
    "status": """status|order status|order state|state of order|financial status|payment status|payment state|
fulfillment status|fulfilment status|transaction status|invoice status|refund status|delivery status|
shipping status|stage|result|outcome|order item status""",
    "refund": """refund|refunds|refund amount|refunded|refunded amount|amount refunded|is refund|is refunded|return|
returned|returns|return flag|return amount|chargeback|reversal|credit note|amount refunded usd|total refunded""",
    "cohort": """cohort|cohorts|cohort month|cohort week|cohort date|cohort period|acquisition month|
acquisition week|signup month|sign up month|signup week|first month|first purchase month|first order month|
join month|acquisition cohort|month of first purchase|start month|registration month|weekly cohort|monthly cohort|
joined in""",
    "age": """age|period number|cohort index|cohort period number|month number|months since|months since signup|
months since first purchase|months since first order|weeks since|weeks since signup|days since|week number|
period index|months after|month index|lifetime month|relative month|month n|nth month|age months|age weeks|
months since acquisition|week index|day number|offset""",
    "size": """users|new users|size|cohort size|customers|new customers|total users|total customers|starting users|
start users|initial users|n users|num users|cohort users|n|count|users in cohort|acquired|members|eligible""",
    "active": """active|active users|active customers|retained|retained users|retained customers|returning|
returning users|returning customers|came back|users retained|customers retained|num active|still active""",
    "rate": """retention|retention rate|rate|percent|percentage|pct|share|retention pct|retention percent|
retention percentage|retained pct|retention ratio|percent retained|user retention""",
    "clock": """time|hour|time of day|clock|order time|transaction time|event time|visit time|purchase time|hh mm|
hour of day""",
    "year": "year|yr|yyyy|order year|calendar year",
    "month": "month|mon|mm|month number|order month|calendar month|month of year",
    "day": "day|dd|day of month|dom|order day|mday",
}
