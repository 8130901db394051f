package lesson

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// node is one element of an XML document. Names are without name space, hyphens and
// the qti- of QTI 3, and in lower case, so that all versions of a standard read alike.
type node struct {
	name string
	attr map[string]string
	kids []*node
	text strings.Builder
}

const (
	maxXML   = 4 << 20
	maxNodes = 50_000
	maxDeep  = 60
	maxWords = 24 << 20 // bytes kept of all text, which every element above it keeps too
)

var errXML = errors.New("lesson: the XML is broken, too large or too deep")

// parseXML reads a document into a tree. Entities that a document defines for itself
// are not known, so none can swell.
func parseXML(text []byte) (*node, error) {
	if len(text) > maxXML {
		return nil, errXML
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	root := &node{}
	open, kept := []*node{root}, 0
	for n := 0; ; n++ {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.Join(errXML, err)
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if n > maxNodes || len(open) > maxDeep {
				return nil, errXML
			}
			k := &node{name: plainName(t.Name.Local), attr: map[string]string{}}
			for _, a := range t.Attr {
				k.attr[plainName(a.Name.Local)] = a.Value
			}
			top.kids = append(top.kids, k)
			open = append(open, k)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if kept += len(t) * len(open); kept > maxWords {
				return nil, errXML
			}
			for _, o := range open {
				o.text.Write(t)
			}
		}
	}
	if len(root.kids) != 1 {
		return nil, errXML
	}
	return root.kids[0], nil
}

func plainName(s string) string {
	s = strings.ToLower(s)
	return strings.ReplaceAll(strings.TrimPrefix(s, "qti-"), "-", "")
}

// all returns every element of a name below n, in the order of the document.
func (n *node) all(name string) (out []*node) {
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
		out = append(out, k.all(name)...)
	}
	return out
}

// first returns the first of all, nil for none.
func (n *node) first(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
		if f := k.first(name); f != nil {
			return f
		}
	}
	return nil
}

// words is the text within n on one line.
func (n *node) words() string {
	if n == nil {
		return ""
	}
	return strings.Join(strings.Fields(n.text.String()), " ")
}
