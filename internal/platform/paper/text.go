package paper

import "encoding/json"

// Text is the usual body of a paper: blocks from top to bottom, which the one
// print layout of the UI draws for all rooms, and beside them the same matter as
// data for programs. A room with a layout of its own may keep any other JSON.
type Text struct {
	Blocks []Block `json:"blocks"`
	Data   any     `json:"data,omitempty"`
}

// Block is one part of a text. Kind decides which of the others count:
// p and h (a paragraph, a heading) Text; facts Rows of two; table Head and Rows;
// photos Photos.
type Block struct {
	Kind   string     `json:"kind"`
	Text   string     `json:"text,omitempty"`
	Head   []string   `json:"head,omitempty"`
	Rows   [][]string `json:"rows,omitempty"`
	Photos []Photo    `json:"photos,omitempty"`
}

// Photo is a picture that belongs to a paper; its hash is sealed with the text.
type Photo struct {
	File    string `json:"file"` // below /api/v1/
	Caption string `json:"caption,omitempty"`
	SHA256  string `json:"sha256,omitempty"`
}

// P is a paragraph.
func P(text string) Block { return Block{Kind: "p", Text: text} }

// H is a heading.
func H(text string) Block { return Block{Kind: "h", Text: text} }

// JSON is the text as a draft takes it.
func (t Text) JSON() json.RawMessage {
	out, _ := json.Marshal(t) // blocks are plain texts, and data the room's own
	return out
}
