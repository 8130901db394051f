package gb28181

import (
	"errors"
	"html"
	"strconv"
	"strings"
)

// The commands we know.
const (
	CmdKeepalive    = "Keepalive"
	CmdAlarm        = "Alarm"
	CmdCatalog      = "Catalog"
	CmdDeviceInfo   = "DeviceInfo"
	CmdDeviceStatus = "DeviceStatus"
	CmdRecordInfo   = "RecordInfo"
	CmdControl      = "DeviceControl"
	CmdMediaStatus  = "MediaStatus"
)

// The four kinds of message: the name of its outermost element.
const (
	Notify   = "Notify"
	Query    = "Query"
	Response = "Response"
	Control  = "Control"
)

// Bounds of one message. A catalogue is sent in pieces, so no honest one is near.
const (
	maxBody   = 64 << 10
	maxFields = 256
	maxItems  = 1024
	maxText   = 4096
)

// ErrNoMessage says that there is no MANSCDP in it at all.
var ErrNoMessage = errors.New("gb28181: no MANSCDP message")

// Message is one MANSCDP message as it came: nothing in it has been judged.
type Message struct {
	Kind     string // Notify, Query, Response, Control
	Cmd      string // in the standard's spelling if we know it
	SN       string
	DeviceID string
	// Fields are all other leaves, under their last name in lower case: an AlarmType
	// inside Info and one outside are the same to us, and vendors change the case.
	Fields map[string]string
	Items  []Item // of DeviceList or RecordList
	Sum    int    // how many items there are in all, over all pieces
	Cut    bool   // the end is missing or broken; what stood before it is here
}

// Item is one line of a catalogue or a list of recordings, names in lower case.
type Item map[string]string

// Get is the field of that name, in whatever case.
func (m *Message) Get(name string) string { return m.Fields[strings.ToLower(name)] }

// Get is the field of that name, in whatever case.
func (i Item) Get(name string) string { return i[strings.ToLower(name)] }

var spelling = func() map[string]string {
	m := map[string]string{}
	for _, s := range []string{
		CmdKeepalive, CmdAlarm, CmdCatalog, CmdDeviceInfo, CmdDeviceStatus, CmdRecordInfo, CmdControl, CmdMediaStatus,
		Notify, Query, Response, Control,
	} {
		m[strings.ToLower(s)] = s
	}
	return m
}()

// Parse reads a message. It is a reader of its own and no XML library's, because it
// must not stop where the XML does: a wrong end tag, a missing one, a body cut off in
// the middle of a word. It never fails on those; it fails if there is neither a kind
// nor a command in it. Time and memory are bounded by the length of the body.
func Parse(body []byte) (*Message, error) {
	if len(body) > maxBody {
		body = body[:maxBody]
	}
	r := reader{in: decode(body), m: &Message{Fields: map[string]string{}}}
	r.run()
	if r.m.Kind == "" && r.m.Cmd == "" {
		return nil, ErrNoMessage
	}
	return r.m, nil
}

// reader walks from tag to tag.
type reader struct {
	in   string
	m    *Message
	item Item // the one being read
	open []string
	text strings.Builder
}

func (r *reader) run() {
	for r.in != "" {
		at := strings.IndexByte(r.in, '<')
		if at < 0 {
			r.add(r.in)
			r.m.Cut = r.m.Cut || strings.TrimSpace(r.in) != ""
			break
		}
		r.add(r.in[:at])
		r.in = r.in[at:]
		if rest, ok := strings.CutPrefix(r.in, "<![CDATA["); ok {
			text, after, found := strings.Cut(rest, "]]>")
			r.m.Cut = r.m.Cut || !found
			r.write(text)
			r.in = after
			continue
		}
		end := strings.IndexByte(r.in, '>')
		if end < 0 {
			r.m.Cut = true
			break
		}
		r.tag(r.in[1:end])
		r.in = r.in[end+1:]
	}
	if len(r.open) > 0 { // an end is missing: the last text still counts
		r.m.Cut = true
		r.leaf(r.open[len(r.open)-1])
		r.finishItem()
	}
}

func (r *reader) add(s string) { r.write(html.UnescapeString(s)) }

func (r *reader) write(s string) {
	if room := maxText - r.text.Len(); len(s) > room {
		s = s[:max(room, 0)]
	}
	r.text.WriteString(s)
}

// tag takes what stands between < and >.
func (r *reader) tag(s string) {
	if s == "" || s[0] == '?' || s[0] == '!' {
		return
	}
	if end, ok := strings.CutPrefix(s, "/"); ok {
		r.close(name(end))
		return
	}
	n := name(s)
	if n == "" {
		return
	}
	r.text.Reset()
	lower := strings.ToLower(n)
	switch {
	case len(r.open) == 0 && r.m.Kind == "":
		r.m.Kind = spelling[lower]
		if r.m.Kind == "" {
			r.m.Kind = n
		}
	case lower == "item":
		r.finishItem()
		if len(r.m.Items) < maxItems {
			r.item = Item{}
		}
	}
	if strings.HasSuffix(s, "/") {
		return
	}
	if len(r.open) < 16 {
		r.open = append(r.open, lower)
	}
}

// close ends the innermost open element of that name and all inside it.
func (r *reader) close(n string) {
	lower := strings.ToLower(n)
	for i := len(r.open) - 1; i >= 0; i-- {
		if r.open[i] != lower {
			continue
		}
		if i < len(r.open)-1 {
			r.m.Cut = true
		}
		r.leaf(r.open[len(r.open)-1])
		r.open = r.open[:i]
		if lower == "item" {
			r.finishItem()
		}
		return
	}
	r.m.Cut = true // it was never opened
}

func (r *reader) finishItem() {
	if len(r.item) > 0 {
		r.m.Items = append(r.m.Items, r.item)
	}
	r.item = nil
}

// leaf keeps the text of an element; empty ones and mere containers have none. Once
// read, a text is not read again by the element around it.
func (r *reader) leaf(n string) {
	text := strings.TrimSpace(strings.ToValidUTF8(r.text.String(), ""))
	r.text.Reset()
	if text == "" {
		return
	}
	if r.item != nil {
		if len(r.item) < maxFields {
			r.item[n] = text
		}
		return
	}
	switch n {
	case "cmdtype":
		r.m.Cmd = text
		if s, ok := spelling[strings.ToLower(text)]; ok {
			r.m.Cmd = s
		}
	case "sn":
		r.m.SN = text
	case "deviceid":
		if r.m.DeviceID == "" {
			r.m.DeviceID = text
		}
	case "sumnum":
		r.m.Sum, _ = strconv.Atoi(text)
	default:
		if _, ok := r.m.Fields[n]; !ok && len(r.m.Fields) < maxFields {
			r.m.Fields[n] = text
		}
	}
}

// name is the element's name without attributes, closing slash and prefix.
func name(s string) string {
	if i := strings.IndexAny(s, " \t\r\n/"); i >= 0 {
		s = s[:i]
	}
	if i := strings.IndexByte(s, ':'); i >= 0 {
		s = s[i+1:]
	}
	for _, c := range []byte(s) {
		if c != '_' && c != '-' && c != '.' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return ""
		}
	}
	if len(s) > 64 {
		return ""
	}
	return s
}

// Field is one element of a message that we write, in the order given.
type Field struct{ Name, Text string }

// F is a Field.
func F(name, text string) Field { return Field{name, text} }

// Write makes the bytes of a message, in GB18030 under the name that the standard
// gives it. Items, if any, stand in an element named list.
func Write(kind, cmd, sn, device string, fields []Field, list string, items ...[]Field) []byte {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<" + kind + ">\r\n")
	element := func(f Field) {
		b.WriteString("<" + f.Name + ">" + escape.Replace(f.Text) + "</" + f.Name + ">\r\n")
	}
	element(F("CmdType", cmd))
	element(F("SN", sn))
	element(F("DeviceID", device))
	for _, f := range fields {
		element(f)
	}
	if list != "" {
		b.WriteString("<" + list + " Num=\"" + strconv.Itoa(len(items)) + "\">\r\n")
		for _, it := range items {
			b.WriteString("<Item>\r\n")
			for _, f := range it {
				element(f)
			}
			b.WriteString("</Item>\r\n")
		}
		b.WriteString("</" + list + ">\r\n")
	}
	b.WriteString("</" + kind + ">\r\n")
	return encode(b.String())
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
