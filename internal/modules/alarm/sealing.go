package alarm

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"huxue/internal/kit/canon"
	"huxue/internal/platform/setting"
)

// A record leaves the house as a file: the sections, and a seal over them. The
// seal holds the hash of each section and an Ed25519 signature over those
// hashes; the public key lies in the file, its fingerprint is what people
// compare. Nothing here needs a database or a network.

const (
	recordFormat  = "huxue.alarm-record"
	recordVersion = 1
	// MaxRecord bounds a file that is read, bytes.
	MaxRecord = 8 << 20
	// maxParts bounds the sections of a record; there are eight.
	maxParts = 64
)

// Seal is what makes a file a record.
type Seal struct {
	Algorithm   string            `json:"algorithm"`
	PublicKey   []byte            `json:"publicKey"`
	Fingerprint string            `json:"fingerprint"`
	SignedAt    int64             `json:"signedAt"`
	Sections    map[string]string `json:"sections"`
	Signature   []byte            `json:"signature"`
}

// signed is the text under the signature.
func (s *Seal) signed() ([]byte, error) {
	return canon.Marshal(map[string]any{
		"format": recordFormat, "version": recordVersion, "algorithm": s.Algorithm,
		"publicKey": s.PublicKey, "signedAt": s.SignedAt, "sections": s.Sections,
	})
}

type sealedFile struct {
	Format  string                     `json:"format"`
	Version int                        `json:"version"`
	Record  map[string]json.RawMessage `json:"record"`
	Seal    *Seal                      `json:"seal"`
}

// sealRecord makes the file of a record. at is UTC milliseconds.
func sealRecord(r *Record, key ed25519.PrivateKey, at int64) ([]byte, error) {
	text, err := canon.Marshal(r)
	if err != nil {
		return nil, err
	}
	f := sealedFile{Format: recordFormat, Version: recordVersion}
	if err := json.Unmarshal(text, &f.Record); err != nil {
		return nil, err
	}
	public := key.Public().(ed25519.PublicKey)
	f.Seal = &Seal{Algorithm: "Ed25519", PublicKey: public, Fingerprint: setting.Fingerprint(public), SignedAt: at, Sections: map[string]string{}}
	for name, section := range f.Record {
		f.Seal.Sections[name] = digest(section)
	}
	told, err := f.Seal.signed()
	if err != nil {
		return nil, err
	}
	f.Seal.Signature = ed25519.Sign(key, told)
	canonical, err := canon.Marshal(f)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Indent(&out, canonical, "", " ")
	out.WriteByte('\n')
	return out.Bytes(), err
}

func digest(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

// Finding is what was found of a file. Genuine holds when nothing is wrong with
// it; Readable when it is a record at all.
type Finding struct {
	Genuine     bool   `json:"genuine"`
	Readable    bool   `json:"readable"`
	No          string `json:"no"`
	School      string `json:"school"`
	Head        string `json:"head"`
	Lines       int    `json:"lines"`
	Unsealed    int    `json:"unsealed"`
	Fingerprint string `json:"fingerprint"`
	SignedAt    int64  `json:"signedAt"`
	Flaws       []Flaw `json:"flaws" nullable:"false"`
}

// The flaws a file can have beside those of its chain.
const (
	fileTooBig     = "file.too_big"
	fileNoJSON     = "file.no_json"
	fileNoRecord   = "file.no_record"
	fileNewer      = "file.newer"
	fileNoSeal     = "file.no_seal"
	partChanged    = "part.changed"    // a section is not what was sealed
	partMissing    = "part.missing"    // a sealed section is not there
	partAdded      = "part.added"      // a section nobody sealed
	sealForged     = "seal.forged"     // the signature does not fit what it stands under
	keyOther       = "key.other"       // signed, but by another installation
	timesDiffer    = "times.differ"    // a time of the alarm is not that of its line
	chainDisagrees = "chain.disagrees" // the file says of the chain what is not so
)

const partTimeline = "timeline"

// VerifyRecord judges a file. fingerprint is that of the installation it is said
// to come from, "" when nobody says: the file then only agrees with itself.
func VerifyRecord(text []byte, fingerprint string) Finding {
	r := Finding{Flaws: []Flaw{}}
	f, code := readRecord(text)
	if code != "" {
		r.Flaws = append(r.Flaws, Flaw{Code: code})
		return r
	}
	r.Readable, r.Fingerprint, r.SignedAt = true, f.Seal.Fingerprint, f.Seal.SignedAt
	r.Flaws = append(r.Flaws, f.story(&r)...)
	r.Flaws = append(r.Flaws, f.sections()...)
	switch {
	case !f.signed():
		r.Flaws = append(r.Flaws, Flaw{Code: sealForged})
	case fingerprint != "" && fingerprint != f.Seal.Fingerprint:
		r.Flaws = append(r.Flaws, Flaw{Code: keyOther})
	}
	r.Genuine = len(r.Flaws) == 0
	return r
}

// readRecord takes a file apart, or says why it is no record.
func readRecord(text []byte) (*sealedFile, string) {
	if len(text) > MaxRecord {
		return nil, fileTooBig
	}
	// The canonical form is read, so that what is judged is what is shown.
	canonical, err := canon.JSON(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, fileNoJSON
	}
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if json.Unmarshal(canonical, &head) != nil || head.Format != recordFormat {
		return nil, fileNoRecord
	}
	if head.Version != recordVersion {
		return nil, fileNewer
	}
	if !onlyNames(canonical, "format", "version", "record", "seal") {
		return nil, fileNoRecord
	}
	f := &sealedFile{}
	if json.Unmarshal(canonical, f) != nil || len(f.Record) == 0 || len(f.Record) > maxParts || f.Seal != nil && len(f.Seal.Sections) > maxParts {
		return nil, fileNoRecord
	}
	var parts map[string]json.RawMessage
	_ = json.Unmarshal(canonical, &parts)
	if f.Seal == nil || !onlyNames(parts["seal"], "algorithm", "publicKey", "fingerprint", "signedAt", "sections", "signature") || f.Seal.Algorithm != "Ed25519" || len(f.Seal.PublicKey) != ed25519.PublicKeySize {
		return nil, fileNoSeal
	}
	return f, ""
}

// onlyNames reports whether an object has no member but these, letter for
// letter: Go's reader would take "Format" for "format", another would not.
func onlyNames(text []byte, names ...string) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil {
		return false
	}
	for name := range members {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

// signed reports whether the seal's signature and fingerprint fit its key.
func (f *sealedFile) signed() bool {
	told, err := f.Seal.signed()
	return err == nil && ed25519.Verify(f.Seal.PublicKey, told, f.Seal.Signature) &&
		f.Seal.Fingerprint == setting.Fingerprint(f.Seal.PublicKey)
}

// sections compares each section with its hash in the seal.
func (f *sealedFile) sections() []Flaw {
	var out []Flaw
	for name, sum := range f.Seal.Sections {
		section, there := f.Record[name]
		switch {
		case !there:
			out = append(out, Flaw{Code: partMissing, Part: name})
		case digest(section) != sum:
			out = append(out, Flaw{Code: partChanged, Part: name})
		}
	}
	for name := range f.Record {
		if f.Seal.Sections[name] == "" {
			out = append(out, Flaw{Code: partAdded, Part: name})
		}
	}
	slices.SortFunc(out, func(a, b Flaw) int { return bytes.Compare([]byte(a.Part), []byte(b.Part)) })
	return out[:min(len(out), maxFlaws)]
}

// story reads the timeline again: its chain, and whether the times of the alarm
// are those of the lines that made them.
func (f *sealedFile) story(r *Finding) []Flaw {
	var a struct {
		ID, No string
		School struct{ Name string }
	}
	var times map[string]any
	var lines []RecordLine
	var chain Chain
	for name, to := range map[string]any{"alarm": &a, partTimeline: &lines, "chain": &chain} {
		if json.Unmarshal(f.Record[name], to) != nil {
			return []Flaw{{Code: partMissing, Part: name}}
		}
	}
	_ = json.Unmarshal(f.Record["alarm"], &times)
	story := make([]Line, len(lines))
	for i, l := range lines {
		story[i] = Line{l.Seq, l.ID, l.At, l.Kind, l.ByID, l.ByName, l.ByUnit, string(l.Data), l.Prev, l.Hash}
	}
	found := CheckChain(a.ID, story, chain.Lines, chain.Head)
	r.No, r.School, r.Head, r.Lines, r.Unsealed = a.No, a.School.Name, chain.Head, len(lines), found.Unsealed
	out := found.Flaws
	if len(out) == 0 {
		if len(chain.Flaws) > 0 { // the house itself said so when it wrote the file
			return chain.Flaws[:min(len(chain.Flaws), maxFlaws)]
		}
		if found.Unsealed != chain.Unsealed {
			out = append(out, Flaw{Code: chainDisagrees, Part: "chain"})
		}
	}
	for _, name := range []string{"t1", "t2", "t3", "t5", "t6", "t7"} {
		at, _ := times[name].(float64)
		if l := firstLine(story, writes[name]); l != nil && at != float64(l.At) {
			out = append(out, Flaw{Code: timesDiffer, Line: l.Seq, Part: name})
		}
	}
	return out
}

// short is the beginning of a hash, enough for people to compare.
func short(hash string) string { return hash[:min(len(hash), 16)] }
