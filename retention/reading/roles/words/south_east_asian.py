"""Header words in Thai, Vietnamese and Indonesian."""

WORDS = {
    "customer": """รหัสลูกค้า|ลูกค้า|เลขที่ลูกค้า|หมายเลขลูกค้า|ไอดีลูกค้า|รหัสสมาชิก|สมาชิก|หมายเลขสมาชิก|
เลขสมาชิก|ผู้ใช้|รหัสผู้ใช้|รหัสผู้ใช้งาน|ไอดีผู้ใช้|ผู้ใช้งาน|ผู้ซื้อ|รหัสผู้ซื้อ|ผู้ตอบ|รหัสผู้ตอบ|
ผู้ตอบแบบสอบถาม|รหัสนักเรียน|รหัสผู้ป่วย|mã khách hàng|mã khách|mã kh|khách hàng|id khách hàng|số khách hàng|
mã người dùng|id người dùng|người dùng|mã thành viên|thành viên|mã hội viên|hội viên|người mua|mã người mua|
người đặt hàng|mã bệnh nhân|mã học viên|người trả lời|id pelanggan|kode pelanggan|nomor pelanggan|pelanggan|
id pengguna|pengguna|id anggota|nomor anggota|anggota|id pembeli|pembeli|id konsumen|konsumen|kode customer|
responden""",
    "customer-": """ชื่อผู้ใช้|ชื่อผู้ใช้ (ผู้ซื้อ)|ชื่อผู้ใช้ผู้ซื้อ|ชื่อบัญชี|tên đăng nhập|tên tài khoản|
tài khoản|tài khoản người mua|nama pengguna|username pembeli|akun""",
    "customer--": """อีเมล|อีเมล์|เบอร์โทร|เบอร์โทรศัพท์|โทรศัพท์|หมายเลขโทรศัพท์|điện thoại|số điện thoại|sđt|
địa chỉ email|alamat email|nomor telepon|no telepon|no hp""",
    "customer---": """ชื่อลูกค้า|ชื่อผู้ซื้อ|ชื่อ นามสกุล|ชื่อสมาชิก|ชื่อผู้รับ|tên khách hàng|tên người mua|
họ và tên|họ tên|tên người nhận|nama pelanggan|nama pembeli|nama lengkap|nama penerima""",
    "customer----": "ชื่อ|tên|nama",
    "time": """วันที่สั่งซื้อ|วันสั่งซื้อ|วันที่ทำการสั่งซื้อ|เวลาที่สั่งซื้อ|เวลาสั่งซื้อ|วันเวลาที่สั่งซื้อ|
วันที่ซื้อ|วันซื้อ|วันที่ทำรายการ|วันที่ตอบ|วันที่ขาย|วันเวลา|วันที่และเวลา|วันที่เกิดเหตุการณ์|
เวลาที่เกิดเหตุการณ์|วันที่เข้าใช้งาน|วันที่ใช้บริการ|วันที่เข้าชม|วันที่สร้าง|วันที่บันทึก|ประทับเวลา|
วันที่ใบเสร็จ|วันที่จอง|ngày đặt hàng|ngày đặt|thời gian đặt hàng|ngày mua|ngày mua hàng|thời gian mua|
ngày giao dịch|thời gian giao dịch|ngày bán|ngày tạo|thời gian tạo|ngày hóa đơn|ngày đơn hàng|ngày giờ|thời điểm|
thời gian sự kiện|ngày sự kiện|dấu thời gian|ngày truy cập|ngày đăng nhập|ngày trả lời|ngày khảo sát|ngày sử dụng|
ngày tạo đơn|ngày tạo đơn hàng|tanggal pesanan|tanggal pemesanan|waktu pesanan dibuat|tanggal pembelian|
tanggal transaksi|waktu transaksi|tanggal order|tanggal penjualan|tanggal kunjungan|tanggal faktur|tanggal dibuat|
waktu kejadian|tanggal survei""",
    "time-": """วันที่|เวลา|วัน|วันที่ชำระเงิน|เวลาการชำระเงิน|เวลาชำระสินค้า|วันที่ชำระ|ngày|thời gian|
ngày thanh toán|thời gian thanh toán|ngày tháng|tanggal|waktu|tanggal pembayaran|waktu pembayaran|tgl|
tgl transaksi""",
    "event": """เหตุการณ์|ชื่อเหตุการณ์|ประเภทเหตุการณ์|กิจกรรม|ประเภทกิจกรรม|การกระทำ|sự kiện|tên sự kiện|
loại sự kiện|hành động|loại hành động|hoạt động|peristiwa|nama event|jenis event|kejadian|aktivitas|jenis aktivitas|
aksi|tindakan""",
    "event_id": "รหัสเหตุการณ์|mã sự kiện|id sự kiện|id kejadian|mã dòng đơn hàng",
    "amount": """จำนวนเงิน|ยอดเงิน|ยอดรวม|ยอดชำระ|ยอดขาย|ราคารวม|มูลค่า|จำนวนเงินทั้งหมด|จำนวนเงินรวม|ยอดสั่งซื้อ|
รายได้|ยอดซื้อ|ยอดสุทธิ|ราคาสุทธิ|ราคาขายสุทธิ|ยอดชำระเงิน|รวมเงิน|รวมทั้งหมด|มูลค่าการสั่งซื้อ|จำนวนเงินที่ชำระ|
ยอดคำสั่งซื้อ|số tiền|tổng tiền|tổng cộng|thành tiền|tổng số tiền|doanh thu|doanh số|giá trị đơn hàng|tổng giá trị|
tổng thanh toán|số tiền thanh toán|tổng giá trị đơn hàng|giá trị|tiền thanh toán|tổng tiền đơn hàng|trị giá|
jumlah uang|total harga|total pembayaran|total belanja|nilai transaksi|pendapatan|penjualan|nominal|total bayar|
total pesanan|jumlah bayar|jumlah pembayaran""",
    "price": """ราคา|ราคาต่อหน่วย|ราคาขาย|ราคาสินค้า|ราคาต่อชิ้น|đơn giá|giá|giá bán|giá sản phẩm|giá gốc|harga|
harga satuan|harga jual|harga barang""",
    "quantity": """จำนวน|จำนวนชิ้น|จำนวนสินค้า|ปริมาณ|số lượng|sl|số lượng mua|số lượng bán|số lượng sản phẩm|
jumlah|kuantitas|jumlah barang|jumlah produk|banyaknya""",
    "order": """หมายเลขคำสั่งซื้อ|เลขที่คำสั่งซื้อ|รหัสคำสั่งซื้อ|เลขที่ใบเสร็จ|เลขที่ใบสั่งซื้อ|เลขที่บิล|
หมายเลขใบเสร็จ|คำสั่งซื้อ|เลขที่เอกสาร|mã đơn hàng|mã đơn|số đơn hàng|số hóa đơn|mã hóa đơn|mã giao dịch|đơn hàng|
nomor pesanan|no pesanan|id pesanan|nomor order|id transaksi|no transaksi|nomor faktur|no faktur|nomor invoice""",
    "start": """วันที่เริ่ม|วันเริ่มต้น|วันที่เริ่มต้น|วันเริ่มใช้งาน|วันเริ่มสัญญา|ngày bắt đầu|bắt đầu|
ngày kích hoạt|ngày hiệu lực|tanggal mulai|mulai|tanggal aktif""",
    "end": """วันที่สิ้นสุด|วันสิ้นสุด|วันหมดอายุ|วันที่ยกเลิก|วันยกเลิก|วันหมดสัญญา|ngày kết thúc|kết thúc|
ngày hết hạn|ngày hủy|ngày chấm dứt|tanggal selesai|tanggal berakhir|berakhir|tanggal kedaluwarsa|
tanggal berhenti""",
    "signup": """วันที่สมัคร|วันสมัคร|วันที่ลงทะเบียน|วันที่สมัครสมาชิก|ngày đăng ký|ngày tham gia|ngày gia nhập|
tanggal daftar|tanggal pendaftaran|tanggal bergabung|tanggal registrasi""",
    "recurring": """ค่าบริการรายเดือน|ค่าสมาชิก|ค่าบริการ|ค่างวด|phí hàng tháng|phí tháng|cước tháng|phí thuê bao|
biaya bulanan|iuran bulanan|biaya langganan""",
    "tenure": """ระยะเวลาสมาชิก|อายุสมาชิก|จำนวนเดือน|ระยะเวลาใช้งาน|thời gian sử dụng|số tháng|thâm niên|
lama berlangganan|masa langganan|jumlah bulan""",
    "lost": """ยกเลิกแล้ว|เลิกใช้|สถานะสมาชิก|สถานะการใช้งาน|ลูกค้าเลิกใช้|rời bỏ|đã rời bỏ|đã hủy|hủy dịch vụ|
berhenti|status langganan""",
    "plan": """แพ็กเกจ|แพ็คเกจ|แพคเกจ|ประเภทสมาชิก|แผน|แผนบริการ|gói|gói cước|gói dịch vụ|loại hội viên|paket|
jenis langganan|paket langganan""",
    "score": """คะแนน|คะแนนแนะนำ|คะแนน nps|ความพึงพอใจ|คะแนนความพึงพอใจ|điểm|điểm nps|điểm đánh giá|đánh giá|
mức độ hài lòng|khả năng giới thiệu|skor|nilai nps|kepuasan|skor nps""",
    "segment": """กลุ่ม|กลุ่มลูกค้า|ระดับ|ระดับสมาชิก|ประเภท|ประเภทลูกค้า|ภูมิภาค|จังหวัด|สาขา|ช่องทาง|เพศ|ช่วงอายุ|
หมวดหมู่|ประเทศ|nhóm|nhóm khách hàng|hạng|hạng thành viên|phân khúc|loại|loại khách hàng|khu vực|tỉnh|thành phố|
tỉnh thành|chi nhánh|cửa hàng|kênh|kênh bán|giới tính|nhóm tuổi|danh mục|quốc gia|grup|kelompok|segmen|tingkat|
jenis|wilayah|kota|provinsi|cabang|saluran|jenis kelamin|kategori|negara|metode pembayaran""",
    "do_not_contact": """ยกเลิกรับข่าวสาร|ไม่รับข่าวสาร|ยกเลิกการรับข่าวสาร|ห้ามติดต่อ|hủy đăng ký|
từ chối nhận tin|không liên hệ|berhenti berlangganan|jangan hubungi|ไม่ยินยอมรับข่าวสาร|ไม่ต้องการรับข่าวสาร|
ยกเลิกรับข่าว|hủy nhận tin|không nhận tin|berhenti langganan newsletter""",
    "may_contact": """รับข่าวสาร|ยินยอมรับข่าวสาร|nhận tin|đồng ý nhận tin|persetujuan pemasaran|
สมัครรับข่าวสาร|ยินยอมให้ติดต่อ|đăng ký nhận tin|setuju dihubungi""",
    "status": """สถานะ|สถานะการสั่งซื้อ|สถานะคำสั่งซื้อ|สถานะการชำระเงิน|trạng thái|trạng thái đơn hàng|tình trạng|
trạng thái thanh toán|status pesanan|status pembayaran|keadaan""",
    "refund": """คืนเงิน|ยอดคืนเงิน|คืนสินค้า|จำนวนเงินคืน|hoàn tiền|số tiền hoàn|trả hàng|pengembalian|
pengembalian dana|jumlah refund|retur""",
    "cohort": """กลุ่มเริ่มต้น|เดือนที่สมัคร|เดือนแรก|โคฮอร์ต|tháng đăng ký|tháng mua đầu tiên|nhóm thuần tập|
bulan daftar|kohort|bulan pertama""",
    "age": "เดือนที่|อายุเดือน|tháng thứ|tháng tuổi|bulan ke",
    "size": """จำนวนลูกค้า|จำนวนผู้ใช้|จำนวนสมาชิก|số khách hàng mới|số người dùng|số khách|jumlah pelanggan|
jumlah pengguna|pelanggan baru""",
    "active": "ลูกค้าที่กลับมา|ผู้ใช้ที่กลับมา|khách quay lại|người dùng hoạt động|pelanggan aktif|pelanggan kembali",
    "rate": """อัตราการกลับมา|อัตรารักษาลูกค้า|อัตราคงอยู่|tỷ lệ giữ chân|tỷ lệ quay lại|tỷ lệ|tingkat retensi|
retensi|persentase""",
    "clock": "เวลา|ชั่วโมง|giờ|thời gian|giờ đặt hàng|jam|waktu|pukul",
    "year": "ปี|ปี พ.ศ.|ปีพ.ศ.|năm|tahun",
    "month": "เดือน|tháng|bulan",
    "day": "วัน|วันที่|ngày|hari|tanggal",
}
