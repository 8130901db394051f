package cap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The rules of CAP 1.2 (its §3.2 and §3.3): the elements of each parent in their
// order, how often each may stand, and what it may say.
type rule struct {
	name      string
	need      bool
	many      bool
	words     []string
	fits      func(string) bool
	container bool
}

var (
	dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`)
	noSpace  = regexp.MustCompile(`^[^\s,<&]+$`)

	isTime = dateTime.MatchString
	isName = noSpace.MatchString

	rules = map[string][]rule{
		"alert": {
			{name: "identifier", need: true, fits: isName}, {name: "sender", need: true, fits: isName}, {name: "sent", need: true, fits: isTime},
			{name: "status", need: true, words: []string{"Actual", "Exercise", "System", "Test", "Draft"}},
			{name: "msgType", need: true, words: []string{"Alert", "Update", "Cancel", "Ack", "Error"}},
			{name: "source"}, {name: "scope", need: true, words: []string{"Public", "Restricted", "Private"}},
			{name: "restriction"}, {name: "addresses"}, {name: "code", many: true}, {name: "note"}, {name: "references", fits: isReferences},
			{name: "incidents"}, {name: "info", many: true, container: true},
		},
		"info": {
			{name: "language"},
			{name: "category", need: true, many: true, words: []string{"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"}},
			{name: "event", need: true},
			{name: "responseType", many: true, words: []string{"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"}},
			{name: "urgency", need: true, words: []string{"Immediate", "Expected", "Future", "Past", "Unknown"}},
			{name: "severity", need: true, words: []string{"Extreme", "Severe", "Moderate", "Minor", "Unknown"}},
			{name: "certainty", need: true, words: []string{"Observed", "Likely", "Possible", "Unlikely", "Unknown"}},
			{name: "audience"}, {name: "eventCode", many: true, container: true}, {name: "effective", fits: isTime}, {name: "onset", fits: isTime},
			{name: "expires", fits: isTime}, {name: "senderName"}, {name: "headline"}, {name: "description"}, {name: "instruction"}, {name: "web"},
			{name: "contact"}, {name: "parameter", many: true, container: true}, {name: "resource", many: true, container: true},
			{name: "area", many: true, container: true},
		},
		"area": {
			{name: "areaDesc", need: true}, {name: "polygon", many: true}, {name: "circle", many: true, fits: isCircle},
			{name: "geocode", many: true, container: true}, {name: "altitude"}, {name: "ceiling"},
		},
		"parameter": {{name: "valueName", need: true}, {name: "value", need: true}},
		"geocode":   {{name: "valueName", need: true}, {name: "value", need: true}},
		"eventCode": {{name: "valueName", need: true}, {name: "value", need: true}},
		"resource": {
			{name: "resourceDesc", need: true}, {name: "mimeType", need: true}, {name: "size"}, {name: "uri"}, {name: "derefUri"}, {name: "digest"},
		},
	}
)

// mostDepth is how deep the elements of a document stand at most.
const mostDepth = 8

type node struct {
	name string
	text strings.Builder
	kids []*node
}

// Check says which rule of CAP 1.2 a document breaks; nil for none. It is
// written from the protocol's own text, not from its schema.
func Check(doc []byte) error {
	root, err := tree(doc)
	if err != nil {
		return err
	}
	if root.name != "alert" {
		return fmt.Errorf("cap: the root is %q", root.name)
	}
	if err := root.check(); err != nil {
		return err
	}
	if root.text1("scope") == "Restricted" && root.text1("restriction") == "" {
		return errors.New("cap: Restricted, and no restriction")
	}
	if root.text1("scope") == "Private" && root.text1("addresses") == "" {
		return errors.New("cap: Private, and no addresses")
	}
	if slices.Contains([]string{"Update", "Cancel", "Ack", "Error"}, root.text1("msgType")) && root.text1("references") == "" {
		return errors.New("cap: it follows a message, and names none")
	}
	return nil
}

func (n *node) check() error {
	at := 0
	list := rules[n.name]
	seen := map[string]int{}
	for _, k := range n.kids {
		i := slices.IndexFunc(list, func(r rule) bool { return r.name == k.name })
		switch {
		case i < 0:
			return fmt.Errorf("cap: %s has no %s", n.name, k.name)
		case i < at:
			return fmt.Errorf("cap: %s stands too late in %s", k.name, n.name)
		}
		at = i
		r, text := list[i], k.text.String()
		seen[k.name]++
		switch {
		case seen[k.name] > 1 && !r.many:
			return fmt.Errorf("cap: %s stands twice in %s", k.name, n.name)
		case r.container:
			if err := k.check(); err != nil {
				return err
			}
			continue
		case len(k.kids) > 0:
			return fmt.Errorf("cap: %s holds elements", k.name)
		case r.words != nil && !slices.Contains(r.words, text), r.fits != nil && !r.fits(text):
			return fmt.Errorf("cap: %s may not be %q", k.name, text)
		case r.need && strings.TrimSpace(text) == "":
			return fmt.Errorf("cap: %s is empty", k.name)
		}
	}
	for _, r := range list {
		if r.need && seen[r.name] == 0 {
			return fmt.Errorf("cap: %s has no %s", n.name, r.name)
		}
	}
	return nil
}

func (n *node) text1(name string) string {
	for _, k := range n.kids {
		if k.name == name {
			return k.text.String()
		}
	}
	return ""
}

func tree(doc []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(doc))
	var stack []*node
	var root *node
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("cap: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != Namespace || len(stack) >= mostDepth || len(stack) == 0 && root != nil {
				return nil, fmt.Errorf("cap: %s is none of CAP 1.2", token.Name.Local)
			}
			n := &node{name: token.Name.Local}
			if len(stack) == 0 {
				root = n
			} else {
				stack[len(stack)-1].kids = append(stack[len(stack)-1].kids, n)
			}
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text.Write(token)
			}
		}
	}
	if root == nil {
		return nil, errors.New("cap: no document")
	}
	return root, nil
}

// isReferences holds for sender,identifier,sent, several parted by spaces.
func isReferences(s string) bool {
	for one := range strings.FieldsSeq(s) {
		p := strings.Split(one, ",")
		if len(p) != 3 || !isName(p[0]) || !isName(p[1]) || !isTime(p[2]) {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}

// isCircle holds for "lat,lon radius".
func isCircle(s string) bool {
	point, radius, ok := strings.Cut(s, " ")
	lat, lon, ok2 := strings.Cut(point, ",")
	return ok && ok2 && number(lat, 90) && number(lon, 180) && number(radius, 1e6)
}

func number(s string, most float64) bool {
	n, err := strconv.ParseFloat(s, 64)
	return err == nil && n >= -most && n <= most
}
