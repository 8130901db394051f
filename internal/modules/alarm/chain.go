package alarm

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

// The timeline of an alarm is a chain: each line carries the hash of the line
// before it and its own, and the alarm carries the hash of the last line and
// how many there are. Whoever changes a line, takes one out, puts one in or
// changes their order breaks the chain at a place that can be named. The rules
// are pure, so that a file on a memory stick is judged as the database is.

// chainForm stands before everything that is hashed, so that a later form of
// the chain can never be taken for this one.
const chainForm = "huxue.alarm-timeline/1"

// Line is one line of a timeline as it is hashed. At is UTC milliseconds, Data
// canonical JSON. Hash is "" on lines from before there was a chain.
type Line struct {
	Seq    int
	ID     string
	At     int64
	Kind   string
	ByID   string
	ByName string
	ByUnit string
	Data   string
	Prev   string
	Hash   string
}

// seal is the hash of everything in the line but the hash itself. Lengths are
// hashed with the texts, so that no two different lines read alike.
func (l *Line) seal(alarmID string) string {
	h := sha256.New()
	for _, s := range []string{
		chainForm, alarmID, l.Prev, strconv.Itoa(l.Seq), l.ID, strconv.FormatInt(l.At, 10),
		l.Kind, l.ByID, l.ByName, l.ByUnit, l.Data,
	} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Flaw is one thing that does not hold: what, at which line (0: nowhere in
// particular), and in which part of a file.
type Flaw struct {
	Code string `json:"code"`
	Line int    `json:"line"`
	Part string `json:"part"`
}

// The flaws a chain can have.
const (
	lineChanged  = "chain.line_changed"  // what the line says is not what was hashed
	lineMissing  = "chain.line_missing"  // the numbers jump: a line was taken out
	lineMoved    = "chain.line_moved"    // the line stands where another belongs
	lineForeign  = "chain.line_foreign"  // whole in itself, but not of this chain: put in or rewritten
	lineUnsealed = "chain.line_unsealed" // no hash after lines that have one
	endMissing   = "chain.end_missing"   // the alarm knows of more lines than there are
	endUnknown   = "chain.end_unknown"   // lines that the alarm does not know of
	headDiffers  = "chain.head_differs"  // the last hash is not the one the alarm carries
)

// Chain is what a timeline's chain was found to be. Unsealed counts lines from
// before there was a chain: nothing can be said of them.
type Chain struct {
	Lines    int    `json:"lines"`
	Unsealed int    `json:"unsealed"`
	Head     string `json:"head"`
	Flaws    []Flaw `json:"flaws" nullable:"false"`
}

// CheckChain reads a timeline in the order in which it lies and names every
// place where it does not hold. lines and head are what the alarm says of it.
func CheckChain(alarmID string, timeline []Line, lines int, head string) Chain {
	c := Chain{Lines: len(timeline), Head: head, Flaws: []Flaw{}}
	flaw := func(code string, at int) { c.Flaws = append(c.Flaws, Flaw{Code: code, Line: at, Part: partTimeline}) }
	prev, next := "", 1
	for i := range timeline {
		l := &timeline[i]
		switch {
		case l.Seq > next && hasSeq(timeline[i+1:], next):
			flaw(lineMoved, l.Seq)
		case l.Seq > next:
			for n := next; n < l.Seq && n < next+maxFlaws; n++ {
				flaw(lineMissing, n)
			}
		case l.Seq < next:
			flaw(lineMoved, l.Seq)
		case l.Hash != "" && l.Prev != prev && l.seal(alarmID) == l.Hash:
			flaw(lineForeign, l.Seq)
		}
		switch {
		case l.Hash == "" && prev == "":
			c.Unsealed++
		case l.Hash == "":
			flaw(lineUnsealed, l.Seq)
		case l.seal(alarmID) != l.Hash:
			flaw(lineChanged, l.Seq)
		}
		prev, next = l.Hash, l.Seq+1
		if len(c.Flaws) >= maxFlaws {
			return c
		}
	}
	switch {
	case next-1 < lines:
		flaw(endMissing, next)
	case next-1 > lines:
		flaw(endUnknown, lines+1)
	case prev != head:
		flaw(headDiffers, next-1)
	}
	return c
}

// maxFlaws bounds what is listed: a file that is wrong everywhere is just wrong.
const maxFlaws = 20

func hasSeq(lines []Line, seq int) bool {
	for i := range lines {
		if lines[i].Seq == seq {
			return true
		}
	}
	return false
}
