package tipoff

import (
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// tongue is the language of a public page: Chinese, unless the reader has pressed
// "English". What a browser prefers is not asked: the telephones of many a parent
// speak English and their owners do not.
type tongue string

const (
	chinese tongue = "zh"
	english tongue = "en"
)

// tongueName is the cookie of that choice. It lasts as long as the browser is
// open and says nothing else.
const tongueName = "huxue_tipoff_lang"

// speaks returns the language of a request and keeps the choice when it is made.
func speaks(w http.ResponseWriter, r *http.Request) tongue {
	switch asked := tongue(r.URL.Query().Get("lang")); asked {
	case chinese, english:
		http.SetCookie(w, &http.Cookie{Name: tongueName, Value: string(asked), Path: "/tipoff", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil})
		return asked
	}
	if c, err := r.Cookie(tongueName); err == nil && tongue(c.Value) == english {
		return english
	}
	return chinese
}

// other is the address of the same page in the other language; school is the one
// a form is about, which came back to its sender.
func (l tongue) other(r *http.Request, school string) string {
	to := url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}
	if r.Method != http.MethodGet {
		to = url.URL{Path: "/tipoff"}
		if school != "" {
			to.Path += "/at/" + school
		}
	}
	q := to.Query()
	if q.Set("lang", string(english)); l == english {
		q.Set("lang", string(chinese))
	}
	to.RawQuery = q.Encode()
	return to.String()
}

// at is a time as a reader is told it.
func (l tongue) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	if l == english {
		return t.Format("2 January, 15:04")
	}
	return fmt.Sprintf("%d月%d日 %02d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}

// say is a sentence of the public pages. A key without words is a fault of ours
// that the test of the dictionary finds.
func (l tongue) say(key string) string {
	if l == english {
		return words[key][1]
	}
	return words[key][0]
}

// known says whether there are words for a key.
func known(key string) bool { _, ok := words[key]; return ok }

// kind and state are what a report is about and how far it is.
func (l tongue) kind(kind string) string { return l.say("kind." + kind) }
func (l tongue) state(s State) string    { return l.say("state." + string(s)) }

// problem is what is wrong with what was sent.
func (l tongue) problem(code string) string {
	if !known("problem." + code) {
		code = "other"
	}
	return l.say("problem." + code)
}

// reply is the answer as the reader reads it: what the system says by itself is
// said in his language, what a person wrote stays as it was written.
func (l tongue) reply(text string) string {
	for _, key := range []string{"mended.closed", "mended.invalid", "mended.merged"} {
		if text == chinese.say(key) {
			return l.say(key)
		}
	}
	return text
}

// words are the sentences of the public pages, Chinese and English.
var words = map[string][2]string{
	"title": {"校园安全随手拍", "Report a danger at school"}, "lang": {"English", "中文"},
	"urgent.before": {"有人受伤、起火、有人行凶，请马上拨打", "Somebody is hurt, there is a fire or an attack: call"}, "urgent.after": {"。", " at once."},
	"and": {"、", ", "}, "again": {"已填的内容还在，照片请重新选一次。", "What you wrote is still there; please choose the pictures again."},
	"ask.kind": {"是哪一类问题？", "What is it about?"}, "ask.text": {"有什么危险？", "What is dangerous?"},
	"ask.text.like": {"例如：教学楼东侧楼梯扶手松动", "e.g. the handrail of the east stairs is loose"},
	"ask.place":     {"在什么位置？", "Where exactly?"}, "ask.place.like": {"例如：二楼东头", "e.g. second floor, east end"},
	"ask.school": {"哪所学校，什么位置？", "Which school, and where?"}, "ask.school.like": {"例如：云中小学北门外", "e.g. outside the north gate of Yunzhong Primary School"},
	"optional": {"（可不填）", "(optional)"}, "ask.photo": {"照片", "Pictures"},
	"ask.photo.most": {"（可不拍，最多三张）", "(optional, up to three)"}, "ask.phone": {"您的电话", "Your telephone number"},
	"ask.hint": {"不用登录，不问姓名。留了电话，只有教育局的经办人能看到，看一次记一次；学校看不到。请不要拍人脸、不要写身份证号。",
		"No account, no name. Only the officer of the education bureau who handles your report can see your number, and each look is recorded; the school cannot. Please do not photograph faces or write identity card numbers."},
	"ask.send": {"提交", "Send"}, "ask.follow": {"凭查询码看办理结果", "See what became of a report by its code"},
	"shrink.busy": {"正在缩小照片……", "Making the pictures smaller…"}, "shrink.done": {"照片已缩小，省流量：共 ", "Pictures made smaller to save data: "},
	"follow.title": {"查办理结果", "What became of it"}, "follow.code": {"查询码", "Code"},
	"follow.code.hint": {"（提交后给您的十位字母和数字）", "(the ten letters and digits you were given)"},
	"follow.look":      {"查询", "Look"}, "follow.ask": {"我要反映问题", "Report a danger"},
	"seen.thanks": {"已经收到，谢谢您！", "We have received it. Thank you!"},
	"seen.keep":   {"请记下查询码，或者把这一页截图、收藏，以后凭它看办理结果：", "Please note the code, or keep this page: it shows what became of your report."},
	"seen.title":  {"办理情况", "How far it is"}, "seen.number": {"编号", "Number"}, "seen.reply": {"答复：", "Answer: "}, "seen.again": {"再反映一个问题", "Report something else"},
	"sorry.title": {"没有找到这所学校", "This school was not found"},
	"sorry.text":  {"二维码可能已经失效。您可以在全市的页面上反映，写明是哪所学校。", "The code may be out of date. You can report on the page of the city and write which school it is."},
	"sorry.city":  {"去全市的页面", "To the page of the city"},

	"kind.fire": {"消防", "Fire"}, "kind.building": {"房屋设施", "Buildings"}, "kind.traffic": {"交通与校车", "Traffic, school bus"}, "kind.food": {"食品与饮水", "Food and water"},
	"kind.gate": {"门卫与围墙", "Gate and walls"}, "kind.crowd": {"拥挤踩踏", "Crowding"}, "kind.around": {"校园周边", "Around the school"},
	"kind.harm": {"欺凌或侵害", "Bullying or abuse"}, "kind.other": {"其他", "Other"},

	"state.received": {"已收到，等待受理", "Received, waiting to be taken up"}, "state.accepted": {"已受理，正在核实", "Taken up, being looked into"},
	"state.hazard": {"已列为隐患，正在整改", "Listed as a hazard, being put right"}, "state.closed": {"已办结", "Done"},
	"state.declined": {"不予受理", "Not taken up"}, "state.merged": {"已合并办理", "Handled together with another report"},
	"step.received": {"收到", "Received"}, "step.accepted": {"受理", "Taken up"}, "step.hazard": {"整改中", "Being put right"}, "step.closed": {"办结", "Done"},

	"mended.closed":  {"隐患已经整改，并由专人验收合格。谢谢您的提醒。", "The danger has been removed, and somebody else has checked it. Thank you for telling us."},
	"mended.invalid": {"经现场核实，这一问题不构成安全隐患。谢谢您的关心。", "It was looked at on the spot and is not a safety hazard. Thank you for your concern."},
	"mended.merged":  {"这一问题与已登记的隐患相同，已合并办理。谢谢您的提醒。", "It is the same as a hazard already listed and is handled together with it. Thank you for telling us."},

	"problem.other":            {"没有发出去，请再试一次。情况紧急请拨打110。", "It was not sent; please try again. In an emergency call 110."},
	"problem.tipoff.too_short": {"请用几个字说明有什么危险。", "Please say in a few words what is dangerous."}, "problem.tipoff.kind_needed": {"请选择是哪一类问题。", "Please choose what it is about."},
	"problem.tipoff.place_needed": {"请写明是哪所学校、什么位置。", "Please say which school it is and where."}, "problem.tipoff.phone_wrong": {"电话号码不对，请检查；不想留电话可以不填。", "The telephone number is wrong; please check it, or leave it empty."},
	"problem.tipoff.private_number": {"请不要写身份证号码。", "Please do not write identity card numbers."}, "problem.tipoff.too_many_photos": {"最多三张照片。", "Three pictures at most."},
	"problem.files.kind_not_taken": {"照片格式不对，请用手机拍的照片（JPG、PNG、HEIC）。", "These are no pictures; please use photographs of your telephone (JPG, PNG, HEIC)."},
	"problem.files.too_large":      {"照片太大，每张不能超过12MB。", "The pictures are too large: 12 MB each at most."},
	"problem.tipoff.busy":          {"这个网络一小时内发得太多了，请过一会儿再提交，写的内容还在。情况紧急请拨打110。", "Too many reports have come from this network within an hour. Please send it again a little later; what you wrote is still here. In an emergency call 110."},
	"problem.tipoff.looking":       {"查得太快了，请过一分钟再查。", "Too many look-ups; please try again in a minute."},
	"problem.tipoff.code_unknown":  {"没有这个查询码，请核对后再输。", "There is no such code; please check it."},
}
