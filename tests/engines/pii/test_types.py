"""Each type by examples: what must be found with its exact span, and what must not."""

import pytest

from quanyi.engines.pii import scan

FOUND = [
    ("cn_id_card", "身份证110101199003074610，已核", "110101199003074610"),
    ("cn_id_card", "张三11010119900307461０办理", "11010119900307461０"),
    ("cn_id_card", "证件 110101 19900307 4610", "110101 19900307 4610"),
    ("cn_id_card", "身份证号：110101900307123", "110101900307123"),
    ("cn_id_card", "扫描件：ll0101199003O74610", "ll0101199003O74610"),
    ("cn_id_card", "證件號碼：810000199408230021", "810000199408230021"),
    ("bank_card", "卡号6222025827940194转账", "6222025827940194"),
    ("bank_card", "6222 0258 2794 0194", "6222 0258 2794 0194"),
    ("bank_card", "card 378282246310005", "378282246310005"),
    ("bank_card", "卡号6217001234567890", "6217001234567890"),
    ("mobile", "张三13812345678李四", "13812345678"),
    ("mobile", "手机１３８１２３４５６７８", "１３８１２３４５６７８"),
    ("mobile", "138-1234-5678", "138-1234-5678"),
    ("mobile", "138 12345678", "138 12345678"),
    ("mobile", "致电+86 13812345678", "+86 13812345678"),
    ("mobile", "8613812345678", "8613812345678"),
    ("mobile", "手机l38l2345678", "l38l2345678"),
    ("landline", "座机010-12345678", "010-12345678"),
    ("landline", "(0571)87654321", "(0571)87654321"),
    ("landline", "0571-8765 4321转801", "0571-8765 4321转801"),
    ("landline", "联系电话：87654321", "87654321"),
    ("landline", "call 905-674-3793 now", "905-674-3793"),
    ("landline", "+1-984-182-0190", "+1-984-182-0190"),
    ("email", "张三zhang@example.com李四", "zhang@example.com"),
    ("email", "写信到张三@example.com", "写信到张三@example.com"),
    ("email", "ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
    ("uscc", "信用代码91110108MA01YBNX62", None),
    ("passport", "护照号G12345678", "G12345678"),
    ("passport", "旅客持E12345678入境", "E12345678"),
    ("passport", "EA1234567", "EA1234567"),
    ("hk_mo_permit", "港澳通行证C12345678", "C12345678"),
    ("hk_mo_permit", "回乡证H12345678", "H12345678"),
    ("tw_permit", "台胞证号12345678", "12345678"),
    ("residence_permit", "永久居留证 USA110190010112", "USA110190010112"),
    ("military_id", "军字第12345678号", "军字第12345678号"),
    ("plate", "车主京A12345", "京A12345"),
    ("plate", "粤B·12345", "粤B·12345"),
    ("plate", "沪AF01234", "沪AF01234"),
    ("plate", "粤ZA123港", "粤ZA123港"),
    ("address", "寄至广东省深圳市南山区科技路1号3栋502室，谢谢", "广东省深圳市南山区科技路1号3栋502室"),
    ("address", "简历投递至徐汇区虹桥路1号A座907室。", "徐汇区虹桥路1号A座907室"),
    ("address", "家住人民路12号3单元502室", "人民路12号3单元502室"),
    ("name", "客户王小明来电", "王小明"),
    ("name", "收件人：欧阳娜娜，电话", "欧阳娜娜"),
    ("name", "姓名：阿卜杜拉·买买提", "阿卜杜拉·买买提"),
    ("name", "Dear Mr. John Smith,", "John Smith"),
    ("birth_date", "出生日期：1990-03-07", "1990-03-07"),
    ("birth_date", "他生于1990年3月7日", "1990年3月7日"),
    ("birth_date", "birthday: March 7, 1990", "March 7, 1990"),
    ("account", "公积金账号：201234567890", "201234567890"),
    ("account", "IBAN DE89370400440532013000", "DE89370400440532013000"),
    ("password", "登录密码：Abc123!@", "Abc123!@"),
    ("password", "password=hunter22", "hunter22"),
    ("password", "用户名abc，密码Abc12345，请查收", "Abc12345"),
    ("password", "初始密码888888", "888888"),
    ("account", "汇到GB82WEST12345698765432", "GB82WEST12345698765432"),
    ("cvv", "CVV2：123", "123"),
    ("card_expiry", "有效期：09/28", "09/28"),
    ("track", ";4111111111111111=25121010000?", ";4111111111111111=25121010000?"),
    ("otp", "验证码：482913，请勿泄露", "482913"),
    ("otp", "482913（动态验证码）", "482913"),
    ("biometric", "人脸特征值：8f3a92bc77d1", "8f3a92bc77d1"),
    ("biometric", "已采集指纹信息", "指纹信息"),
    ("income", "月薪2万元", "月薪2万元"),
    ("balance", "账户余额12,345.60元", "账户余额12,345.60元"),
    ("ip", "IP: 1.2.3.4", "1.2.3.4"),
    ("ip", "服务器 2001:db8::1 上线", "2001:db8::1"),
    ("mac", "MAC地址AA:BB:CC:DD:EE:FF", "AA:BB:CC:DD:EE:FF"),
    ("qq", "QQ：987654321", "987654321"),
    ("wechat", "微信号wxid_abc123", "wxid_abc123"),
    ("foreign_id", "SSN is 123 45 6789", "123 45 6789"),
]

NOT_FOUND = [
    ("cn_id_card", "身份证110101199003074611"),
    ("cn_id_card", "110101199013074610"),
    ("cn_id_card", "990101199003074610"),
    ("cn_id_card", "A110101199003074610"),
    ("bank_card", "4111111111111112"),
    ("bank_card", "1234567890123456"),
    ("bank_card", "金额：6222025827940194元"),
    ("bank_card", "0000000000000000"),
    ("mobile", "订单号13812345678"),
    ("mobile", "¥13812345678.00"),
    ("mobile", "AB-13812345678"),
    ("mobile", "138-1234-5678-9012"),
    ("mobile", "11012345678"),
    ("mobile", "113812345678"),
    ("mobile", "阅读量13812345678"),
    ("landline", "2024-12345678"),
    ("landline", "客服电话400-810-8888"),
    ("landline", "0999-1234"),
    ("email", "logo@2x.png"),
    ("email", "a@b"),
    ("uscc", "信用代码91110108MA01YBNX6A"),
    ("passport", "产品型号E12345678"),
    ("passport", "护照C1234567"),
    ("military_id", "军字第1234567号"),
    ("plate", "京都A座12345"),
    ("plate", "型号京AB"),
    ("address", "本办法自2024年3月15日起施行，第25号令"),
    ("address", "广东省深圳市"),
    ("name", "黄山风景区很漂亮，高兴地说，方便的话"),
    ("name", "赵先生投诉称余额少了，孙女士也来电"),
    ("name", "市场利率下行，金融机构应当依法经营"),
    ("birth_date", "meeting on 03/07/2024"),
    ("account", "快递单号SF20250214833836879"),
    ("account", "DE00370400440532013000"),
    ("password", "密码错误，请重试"),
    ("password", "密码是6位数字"),
    ("password", "密码6位以上"),
    ("password", "password reset instructions"),
    ("cvv", "数字123"),
    ("otp", "验证码错误次数过多"),
    ("income", "公司营业收入5,000万元"),
    ("balance", "这个项目投资500万"),
    ("ip", "版本1.2.3.4"),
    ("ip", "999.1.1.1"),
    ("ip", "时间12:30:45"),
    ("mac", "AA:BB-CC:DD:EE:FF"),
    ("qq", "数字是12345678"),
    ("wechat", "微信号123abc"),
    ("foreign_id", "SSN 666-45-6789"),
]


@pytest.mark.parametrize(("kind", "text", "value"), FOUND)
def test_what_must_be_found(kind, text, value):
    if kind == "uscc":
        text = text[:-1] + valid_last(text[-18:-1])
        value = text[-18:]
    assert [one.text for one in scan(text) if one.type == kind] == [value]


def valid_last(body):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return alphabet[-sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


@pytest.mark.parametrize(("kind", "text"), NOT_FOUND)
def test_what_must_not_be_found(kind, text):
    assert [one.text for one in scan(text) if one.type == kind] == []


def test_a_finding_gives_its_reasons():
    (one,) = scan("身份证１１０１０１１９９００３０７４６１０")
    assert set(one.why) == {
        "check digit holds",
        "holds a possible date of birth",
        "division code is in GB/T 2260",
        "a word beside it says so",
        "written with full-width characters",
    }
    assert one.confidence == 0.99
    assert one.rule == "PII-ID-18"


def test_a_slip_of_the_scan_is_less_sure_than_the_number_itself():
    (clean,), (slip,) = scan("身份证110101199003074610"), scan("身份证11O101199003074610")
    assert clean.confidence > slip.confidence


def test_characters_outside_the_basic_plane_do_not_move_spans():
    text = "😀😀客户𠮷田电话13812345678"
    assert [text[one.start : one.end] for one in scan(text, ["mobile"])] == ["13812345678"]


def test_gbk_bytes_read_as_gb18030_give_the_same_findings():
    text = "客户张三，手机13812345678，身份证110101199003074610"
    assert list(scan(text.encode("gbk").decode("gb18030"))) == list(scan(text))
