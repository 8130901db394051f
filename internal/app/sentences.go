package app

import (
	"fmt"
	"strings"
)

// sentences are what a message says where there is no page that has the words: on
// telephones, in mailboxes and groups. One per title of a notice, in the language
// of the city; {name} is filled from the message. Keep them as short as a
// text message wants.
var sentences = map[string]string{
	"alarm.notice.raised":               "{school} {place} 按下一键报警（{kind}），编号 {no}",
	"alarm.notice.raisedNoPlace":        "{school} 按下一键报警（{kind}），编号 {no}",
	"alarm.notice.raisedHelp":           "{school} {place} 教师求助（{kind}），编号 {no}",
	"alarm.notice.raisedHelpNoPlace":    "{school} 教师求助（{kind}），编号 {no}",
	"alarm.notice.escalated":            "无人接警，第 {step} 次呼叫：{school} {place} 按下一键报警（{kind}），编号 {no}",
	"alarm.notice.escalatedNoPlace":     "无人接警，第 {step} 次呼叫：{school} 按下一键报警（{kind}），编号 {no}",
	"alarm.notice.escalatedHelp":        "求助无人响应，第 {step} 次呼叫：{school} {place} 教师求助（{kind}），编号 {no}",
	"alarm.notice.escalatedHelpNoPlace": "求助无人响应，第 {step} 次呼叫：{school} 教师求助（{kind}），编号 {no}",
	"alarm.notice.handed_over":          "{from} 把 {school} 的报警移交给您，编号 {no}",
	"alarm.notice.tests_announced":      "{month} 联测计划：{n} 个点位，{first} 开始",
	"alarm.notice.tests_today":          "今日联测 {n} 个点位",
	"alarm.notice.test_today":           "今日联测：{school} {button}，共 {n} 个点位",
	"drill.notice.announced":            "【演练】{school} 将于 {day} {at} 举行{scenario}演练，不是真实警情",
	"inspection.notice.planned":         "{day} 检查 {school}：{title}，牵头 {lead}",
	"bus.notice.uncleared":              "校车警报：{school} {line}（{plate}）到达后无人确认清车，立即上车逐排查看",
	"bus.notice.mismatch":               "校车警报：{school} {line}（{plate}）还有 {missing} 名学生没有下车记录，立即上车逐排查看",
	"bus.notice.silent":                 "校车警报：{school} {line}（{plate}）超过到达时间没有到达，立即联系司机和照管人员",
	"mediation.notice.link":             "{agency}发来{risk}风险联动单 {no}，有效至 {to}，请落实措施并反馈",
	"mediation.notice.link_answered":    "{school} 已反馈风险联动单 {no}",
	"mediation.notice.gate":             "{agency}发来校门受控提示 {no}，请登录平台查看",
	"mediation.notice.raised":           "{school} 的矛盾纠纷 {no} 提级，请接手",
	"mediation.notice.overdue":          "{school} 的矛盾纠纷 {no} 超期未化解，转入跟踪督办",
	"hazard.notice.soon":                "{school} {place} 的隐患 {day} 到期，请按时整改（{no}）",
	"hazard.notice.late":                "{school} {place} 的隐患已逾期 {n} 天（{no}）",
	"cascade.notice.missing":            "上级平台“{upper}”（{place}）长时间联系不上，报警暂时报不上去，请查网络并与公安机关联系",
	"device.notice.fault_silent":        "{school} {device} 失联，可能按下也无法报警，请立即检查",
	"device.notice.fault_battery":       "{school} {device} 电量低（{detail}%），请更换电池",
	"device.notice.fault_tamper":        "{school} {device} 防拆报警，请到现场查看",
	"device.notice.fault_credential":    "{school} {device} 多次收到错误口令（来自 {detail}），该来源已暂时锁定",
	"device.notice.fault_picture":       "{school} {device} 画面丢失，请检查摄像头",
	"notice.notice.issued":              "{from}发来{heading}：{title}（{no}），请签收",
	"notice.notice.told":                "{from}发布{heading}：{title}（{no}）",
	"notice.notice.overdue":             "超时未签收：{from}的{heading}“{title}”（{no}），请立即签收",
	"notify.notice.test":                "这是一条测试消息，由{by}发送，收到即表示渠道可用，无需处置",
}

// spoken are codes inside a message, in words.
var spoken = map[string]map[string]string{
	"kind": {
		"": "类型未说明", "violence": "暴力伤害", "intrusion": "外来人员闯入", "fire": "火情", "injury": "人员受伤", "traffic": "交通", "other": "其他",
	},
	"risk": {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"},
	"scenario": {
		"fire": "火灾", "earthquake": "地震", "stampede": "防踩踏", "terror": "防暴恐", "bus": "校车", "gas": "燃气（危化品）", "flood": "暴雨山洪",
		"epidemic": "传染病", "dormitory": "宿舍夜间", "blackout": "停电", "fall": "防高坠",
	},
}

// plain stands for a title that nobody has written a sentence for.
const plain = "有一条新消息，请登录护学平台查看"

// say puts a notice into words. What the message does not say is left out.
func say(title string, params map[string]any) string {
	text, ok := sentences[title]
	if !ok {
		return plain
	}
	var out strings.Builder
	for {
		before, rest, more := strings.Cut(text, "{")
		out.WriteString(before)
		if !more {
			return strings.Join(strings.Fields(out.String()), " ")
		}
		name, after, _ := strings.Cut(rest, "}")
		v := ""
		if given, ok := params[name]; ok && given != nil {
			v = fmt.Sprint(given)
		}
		if words, ok := spoken[name]; ok {
			if w, ok := words[v]; ok {
				v = w
			}
		}
		out.WriteString(v)
		text = after
	}
}
