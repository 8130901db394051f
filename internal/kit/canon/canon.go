// Package canon writes JSON in the one form that is hashed and signed: members
// in the order of their names, no blanks, texts escaped no more than needed,
// numbers as they were written. Two files that say the same thing then have the
// same bytes, however an editor or a postal system has laid them out. It is RFC
// 8785 but for numbers, which it does not rewrite.
package canon

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds how deep objects and lists may lie in one another.
const maxDepth = 64

// What keeps a text from having one meaning.
var (
	errDeep      = errors.New("nested too deeply")
	errTrailing  = errors.New("something follows the end")
	errUTF8      = errors.New("text that is not UTF-8")
	errDuplicate = errors.New("a name stands twice in one object")
)

// Marshal returns v as canonical JSON.
func Marshal(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return JSON(text)
}

// JSON returns a JSON text in canonical form. A text that two readers could
// understand in two ways is refused: a name twice in one object, bytes that are
// no UTF-8, anything after the end.
func JSON(text []byte) ([]byte, error) {
	if !utf8.Valid(text) {
		return nil, errUTF8
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var out bytes.Buffer
	out.Grow(len(text))
	if err := value(d, &out, 0); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errTrailing
	}
	return out.Bytes(), nil
}

func value(d *json.Decoder, out *bytes.Buffer, depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return list(d, out, depth)
		}
		return object(d, out, depth)
	case string:
		quote(out, t)
	case json.Number:
		out.WriteString(t.String())
	case bool:
		fmt.Fprint(out, t)
	case nil:
		out.WriteString("null")
	}
	return nil
}

func list(d *json.Decoder, out *bytes.Buffer, depth int) error {
	out.WriteByte('[')
	for n := 0; d.More(); n++ {
		if n > 0 {
			out.WriteByte(',')
		}
		if err := value(d, out, depth+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	out.WriteByte(']')
	return err
}

func object(d *json.Decoder, out *bytes.Buffer, depth int) error {
	members := map[string][]byte{}
	var names []string
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		if _, twice := members[name]; twice {
			return errDuplicate
		}
		var member bytes.Buffer
		if err := value(d, &member, depth+1); err != nil {
			return err
		}
		members[name] = member.Bytes()
		names = append(names, name)
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	slices.SortFunc(names, byUnits)
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteByte(',')
		}
		quote(out, name)
		out.WriteByte(':')
		out.Write(members[name])
	}
	out.WriteByte('}')
	return nil
}

// byUnits orders names by UTF-16 code units, as RFC 8785 does. That is the order
// of the bytes but for what lies beyond U+FFFF, which sorts before U+E000. It is
// asked millions of times for a hostile file, so it makes nothing anew.
func byUnits(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(a) && !utf8.RuneStart(a[n]) {
		n--
	}
	if n == len(a) || n == len(b) {
		return len(a) - len(b)
	}
	x, _ := utf8.DecodeRuneInString(a[n:])
	y, _ := utf8.DecodeRuneInString(b[n:])
	if (x > 0xFFFF) != (y > 0xFFFF) {
		x, _ = unit(x)
		y, _ = unit(y)
	}
	return int(x - y)
}

// unit is the first code unit of a character.
func unit(r rune) (rune, rune) {
	if r > 0xFFFF {
		return utf16.EncodeRune(r)
	}
	return r, 0
}

var short = map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func quote(out *bytes.Buffer, s string) {
	out.WriteByte('"')
	if !strings.ContainsFunc(s, special) {
		out.WriteString(s)
	} else {
		for _, r := range s {
			switch {
			case short[r] != "":
				out.WriteString(short[r])
			case r < 0x20:
				fmt.Fprintf(out, `\u%04x`, r)
			default:
				out.WriteRune(r)
			}
		}
	}
	out.WriteByte('"')
}

func special(r rune) bool { return r < 0x20 || r == '"' || r == '\\' }
