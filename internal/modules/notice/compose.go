package notice

import (
	"strings"
	"time"

	"huxue/internal/driver/cap"
)

// The words of documents and public pages, in the city's language.
var (
	kindNames  = map[string]string{Prompt: "安全提示", Warning: "预警"}
	levelNames = map[string]string{Red: "红色预警（Ⅰ级）", Orange: "橙色预警（Ⅱ级）", Yellow: "黄色预警（Ⅲ级）", Blue: "蓝色预警（Ⅳ级）"}
	themeNames = map[string]string{
		"drowning": "防溺水", "traffic": "交通安全", "flood": "防汛防雷电", "heat": "防高温", "wind": "防大风沙尘", "ice": "防冰雪寒潮", "geology": "防地质灾害",
		"epidemic": "防传染病", "food": "食品安全", "gas": "防煤气中毒", "fire": "防火", "fraud": "防网络诈骗", "order": "治安防范", "bullying": "防欺凌",
		"holiday": "节假日安全", "other": "其他",
	}
	suspendNames = map[string]string{"none": "", "outdoor": "建议停止户外和集体活动", "classes": "建议停课，以属地政府通知为准"}
)

// What CAP calls them.
var (
	categories = map[string]string{
		"traffic": "Transport", "flood": "Met", "heat": "Met", "wind": "Met", "ice": "Met", "geology": "Geo", "epidemic": "Health", "food": "Health",
		"fire": "Fire", "fraud": "Security", "order": "Security", "bullying": "Security",
	}
	severities = map[string]string{Red: "Extreme", Orange: "Severe", Yellow: "Moderate", Blue: "Minor", "": "Minor"}
)

// soon is "within next hour", as CAP defines Expected.
const soon = time.Hour

// urgency is how soon something is to be done. A prompt has no hour: its readers
// prepare.
func (n *Notice) urgency(now time.Time) string {
	begun := !n.StartsAt.After(now)
	switch {
	case n.Kind == Prompt:
		return "Future"
	case begun && (n.Level == Red || n.Level == Orange):
		return "Immediate"
	case begun, !n.StartsAt.After(now.Add(soon)):
		return "Expected"
	}
	return "Future"
}

// response is what readers are asked to do: what is planned for such a day, or to
// get ready.
func (n *Notice) response() string {
	switch {
	case n.Level == Red || n.Level == Orange:
		return "Execute"
	case n.Kind == Warning && n.Level == Blue:
		return "Monitor"
	}
	return "Prepare"
}

// heading is what it is called in a line: 黄色预警（Ⅲ级） 防汛防雷电.
func (n *Notice) heading() string {
	if n.Kind == Prompt {
		return kindNames[Prompt] + " " + themeNames[n.Theme]
	}
	return levelNames[n.Level] + " " + themeNames[n.Theme]
}

// areaWords names where it holds, in a sentence that does not grow without end.
func (n *Notice) areaWords() string {
	names := make([]string, 0, maxNamed)
	for i, a := range n.Areas {
		if i == maxNamed {
			return strings.Join(names, "、") + "等" + itoa(len(n.Areas)) + "处"
		}
		names = append(names, a.Name)
	}
	return strings.Join(names, "、")
}

const maxNamed = 12

// instruction joins what each is to do, under its heading.
func (n *Notice) instruction() string {
	var b strings.Builder
	for _, x := range [][2]string{{"学校", n.ForSchool}, {"班级", n.ForClass}, {"家长", n.ForParent}, {"学生", n.ForPupil}, {"停课建议", suspendNames[n.Suspend]}} {
		if x[1] != "" {
			b.WriteString("【" + x[0] + "】" + x[1] + "\n")
		}
	}
	return strings.TrimSpace(b.String())
}

// alert is the notice as a message of CAP 1.2. msgType is Alert, Update or Cancel;
// earlier are the messages before it.
func (n *Notice) alert(id, msgType, sender, web string, earlier []cap.Reference, now time.Time) cap.Alert {
	x := cap.Alert{
		Identifier: id, Sender: sender, Sent: now, Status: "Actual", MsgType: msgType, Source: "护学 " + n.Publisher, Scope: "Public",
		References: earlier, Incident: n.ChainID,
		Info: cap.Info{
			Language: "zh-CN", Category: orElse(categories[n.Theme], "Safety"), Event: n.heading(), Response: n.response(), Urgency: n.urgency(now),
			Severity: severities[n.Level], Certainty: "Possible", Audience: "学校、家长和学生", Effective: n.IssuedAt, Onset: n.StartsAt, Expires: n.EndsAt,
			SenderName: orElse(n.Authority, n.Publisher), Headline: n.Title, Description: n.Impact, Instruction: n.instruction(), Contact: n.Contact, Web: web,
			Area: n.areaWords(),
			Parameters: []cap.Named{
				{Name: "number", Value: n.Number}, {Name: "kind", Value: kindNames[n.Kind]}, {Name: "level", Value: levelNames[n.Level]},
				{Name: "authority", Value: n.Authority}, {Name: "relayedBy", Value: relayer(n)}, {Name: "basis", Value: n.Basis},
				{Name: "suspend", Value: suspendNames[n.Suspend]},
			},
		},
	}
	if n.Kind == Warning {
		x.Info.Certainty = "Likely" // a body of the state has declared it
	}
	if !n.Public {
		x.Scope, x.Restriction = "Restricted", "仅供教育系统和有关部门内部使用，不得向社会发布"
		x.Info.Audience = "学校"
	}
	for _, a := range n.Areas {
		name := "GB/T 2260"
		if a.IsSchool {
			name = "学校标识码"
		}
		x.Info.AreaGeocodes = append(x.Info.AreaGeocodes, cap.Named{Name: name, Value: a.Code})
	}
	if msgType == "Cancel" {
		x.Info.Response, x.Info.Urgency, x.Note = "AllClear", "Past", n.EndReason
		x.Info.Description, x.Info.Instruction = "已解除："+n.EndReason, ""
	}
	return x
}

func relayer(n *Notice) string {
	if n.Kind == Warning {
		return n.Publisher
	}
	return ""
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
