package alarm

import (
	"fmt"
	"strings"
)

// What leaves the house on paper or is said at a prompt has its words here, in
// Chinese and English: there is no page to look them up.

// flawWords are one clear sentence per flaw, Chinese and English. %d is the
// line, %s the part.
var flawWords = map[string][2]string{
	lineChanged:    {"第 %d 行的内容或时间被改动过", "line %d was changed"},
	lineMissing:    {"缺少第 %d 行", "line %d is missing"},
	lineMoved:      {"第 %d 行的位置被调换过", "line %d stands in the wrong place"},
	lineForeign:    {"第 %d 行与前一行不衔接，前后有一行被改写或插入", "line %d does not follow the line before it: one of them was rewritten or put in"},
	lineUnsealed:   {"第 %d 行缺少校验值", "line %d has lost its hash"},
	endMissing:     {"第 %d 行起的末尾记录被删去", "the end is missing from line %d on"},
	endUnknown:     {"第 %d 行起是后来添加的", "lines from %d on were added"},
	headDiffers:    {"最后一行(第 %d 行)的校验值与报警记录不符", "the hash of the last line, %d, is not the one the alarm carries"},
	fileTooBig:     {"文件过大，不是报警处置记录", "the file is too big to be a record"},
	fileNoJSON:     {"文件不完整或不是 JSON，无法读取", "the file is cut short or is no JSON; it cannot be read"},
	fileNoRecord:   {"这不是报警处置记录文件", "this is not the record of an alarm"},
	fileNewer:      {"文件由另一版本的护学生成，请用相同或更新的版本核验", "the file was written by another version; verify it with that version or a later one"},
	fileNoSeal:     {"文件没有签名", "the file has no seal"},
	partChanged:    {"“%s”部分被改动过", "the part %q was changed"},
	partMissing:    {"缺少“%s”部分", "the part %q is missing"},
	partAdded:      {"“%s”部分是后来添加的", "the part %q was added"},
	sealForged:     {"签名不符：文件或签名被改动过", "the signature does not fit: the file or its seal was changed"},
	keyOther:       {"签名有效，但不是所指平台签发的", "the signature is good, but another installation made it"},
	timesDiffer:    {"时间 %s 与第 %d 行不符", "the time %s is not that of line %d"},
	chainDisagrees: {"文件所称的未校验行数与实际不符", "the file misstates how many lines have no hash"},
}

// partWords are the sections of a record.
var partWords = map[string]string{
	"alarm": "报警信息", "times": "时间节点", "targets": "时限要求", "timeline": "处置经过", "chain": "校验链",
	"receipts": "送达回执", "files": "照片和录音", "issued": "出具信息",
}

// Say is a flaw as a sentence, Chinese and English.
func (f Flaw) Say() (zh, en string) {
	w, known := flawWords[f.Code]
	part := f.Part
	if name, ok := partWords[f.Part]; ok {
		part = name
	}
	switch {
	case !known:
		return f.Code, f.Code
	case f.Code == timesDiffer:
		return fmt.Sprintf(w[0], f.Part, f.Line), fmt.Sprintf(w[1], f.Part, f.Line)
	case strings.Contains(w[0], "%d"):
		return fmt.Sprintf(w[0], f.Line), fmt.Sprintf(w[1], f.Line)
	case strings.Contains(w[0], "%s"):
		return fmt.Sprintf(w[0], part), fmt.Sprintf(w[1], f.Part)
	}
	return w[0], w[1]
}

// The words of the printed record.
var (
	modeWords  = map[Mode]string{Real: "真实报警", Drill: "演练", Test: "联测"}
	levelWords = map[Level]string{Emergency: "紧急报警", Help: "教师求助"}
	kindWords  = map[string]string{"": "未说明", "violence": "暴力伤害", "intrusion": "外来人员闯入", "fire": "火情", "injury": "人员受伤",
		"traffic": "交通", "other": "其他"}
	stateWords = map[State]string{Waiting: "待接警", Accepted: "已接警", Dispatched: "已派警", OnScene: "民警到场", Resolved: "处置完毕", Reset: "已复位"}
	falseWords = map[string]string{"mistouch": "误触", "equipment": "设备故障", "test_unregistered": "未登记的测试", "misjudged": "判断有误", "other": "其他"}
	timeWords  = map[string]string{"t0": "按下报警", "t1": "平台收到", "t2": "接警", "t3": "派警", "t4": "校内人员到场", "t5": "民警到场",
		"t6": "处置完毕", "t7": "现场复位"}
	agencyWords = map[string]string{"police": "公安", "school": "学校", "education": "教育"}
	lineWords   = map[string]string{
		"raised": "按下报警", "pressed_again": "再次按下", "accepted": "接警", "dispatched": "派警", "police_arrived": "民警到场",
		"guard_arrived": "校内人员到场", "resolved": "处置完毕", "false_alarm": "认定误报", "reset": "现场复位", "note": "补充记录",
		"refined": "报警人补充", "says_mistake": "报警人称按错", "step_called": "按预案呼叫", "step_skipped": "呼叫步骤跳过", "escalated": "升级呼叫",
		"level_raised": "升级为紧急报警", "acknowledged": "确认收到", "taken": "接手", "handed_over": "移交", "notice_failed": "通知未送达",
		"message": "消息", "photo": "照片", "voice": "语音", "position_shared": "开始共享位置",
		"action_done": "校内处置完成", "action_undone": "校内处置撤销", "roll_started": "开始清点", "roll_report": "班级清点上报",
		"roll_full": "全部清点完毕", "roll_reopened": "清点重新打开",
		"test_started": "按计划联测", "test_unannounced": "未预告的联测", "test_judged": "联测判定",
	}
	channelWords = map[string]string{"inapp": "站内", "push": "推送", "webpush": "推送", "sms": "短信", "smtp": "邮件", "mail": "邮件", "wecom": "企业微信",
		"dingtalk": "钉钉", "feishu": "飞书", "ntfy": "ntfy", "webhook": "接口", "siren": "警铃", "voice": "电话"}
	receiptWords = map[string]string{"queued": "待发", "sent": "已发出", "delivered": "已送达", "seen": "已阅", "acknowledged": "已确认",
		"failed": "失败", "expired": "过期"}
)

func word[K ~string](words map[K]string, k K) string {
	if w, ok := words[k]; ok {
		return w
	}
	return string(k)
}
