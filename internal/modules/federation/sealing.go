package federation

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"huxue/internal/kit/canon"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/setting"
)

// A summary leaves the house as a file: what is said, and a seal over it. The
// seal holds the hash of what is said and an Ed25519 signature; the public key
// lies in the file, its fingerprint is what people compare. Nothing here needs a
// database or a network.

const (
	// Format names the file of a summary.
	Format        = "huxue.campaign-summary"
	formatVersion = 1
	// MaxFile bounds a file that is read, bytes.
	MaxFile = 1 << 20
)

// What a file itself can be refused for.
var (
	errTooBig  = errs.Invalid("federation.too_big")
	errNoFile  = errs.Invalid("federation.no_summary")
	errNewer   = errs.Invalid("federation.newer_format")
	errAltered = errs.Invalid("federation.altered")
	errForged  = errs.Invalid("federation.bad_signature")
)

// Seal is what makes a file a summary.
type Seal struct {
	Algorithm   string `json:"algorithm"`
	PublicKey   []byte `json:"publicKey"`
	Fingerprint string `json:"fingerprint"`
	SignedAt    int64  `json:"signedAt"`
	Digest      string `json:"digest"`
	Signature   []byte `json:"signature"`
}

// told is the text under the signature.
func (s *Seal) told() []byte {
	text, _ := canon.Marshal(map[string]any{ // texts and numbers always marshal
		"format": Format, "version": formatVersion, "algorithm": s.Algorithm, "publicKey": s.PublicKey,
		"signedAt": s.SignedAt, "digest": s.Digest,
	})
	return text
}

type sealedFile struct {
	Format  string          `json:"format"`
	Version int             `json:"version"`
	Summary json.RawMessage `json:"summary"`
	Seal    *Seal           `json:"seal"`
}

// seal makes the file of a summary. at is UTC milliseconds.
func seal(s *Summary, key ed25519.PrivateKey, at int64) (file []byte, digest string, err error) {
	text, err := canon.Marshal(s)
	if err != nil {
		return nil, "", err
	}
	public := key.Public().(ed25519.PublicKey)
	f := sealedFile{Format: Format, Version: formatVersion, Summary: text, Seal: &Seal{
		Algorithm: "Ed25519", PublicKey: public, Fingerprint: setting.Fingerprint(public), SignedAt: at, Digest: sum(text)}}
	f.Seal.Signature = ed25519.Sign(key, f.Seal.told())
	canonical, err := canon.Marshal(f)
	if err != nil {
		return nil, "", err
	}
	var out bytes.Buffer
	err = json.Indent(&out, canonical, "", " ")
	out.WriteByte('\n')
	return out.Bytes(), f.Seal.Digest, err
}

func sum(canonical []byte) string {
	h := sha256.Sum256(canonical)
	return hex.EncodeToString(h[:])
}

// Read takes a file apart and holds its seal against it: what it returns was
// signed by the key in the seal, whosever that is. access: no place is touched.
func Read(text []byte) (*Summary, *Seal, error) {
	if len(text) > MaxFile {
		return nil, nil, errTooBig
	}
	// The canonical form is read, so that what is judged is what is taken.
	canonical, err := canon.JSON(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, nil, errNoFile.Because(err)
	}
	var parts map[string]json.RawMessage
	f := sealedFile{}
	switch {
	case json.Unmarshal(canonical, &f) != nil || json.Unmarshal(canonical, &parts) != nil || f.Format != Format:
		return nil, nil, errNoFile
	case f.Version != formatVersion:
		return nil, nil, errNewer
	case !onlyNames(parts, "format", "version", "summary", "seal") || f.Seal == nil || f.Seal.Algorithm != "Ed25519" || len(f.Seal.PublicKey) != ed25519.PublicKeySize:
		return nil, nil, errNoFile
	}
	s := &Summary{}
	d := json.NewDecoder(bytes.NewReader(f.Summary))
	d.DisallowUnknownFields()
	if d.Decode(s) != nil {
		return nil, nil, errNoFile
	}
	again, err := canon.Marshal(s)
	if err != nil || sum(f.Summary) != f.Seal.Digest || !bytes.Equal(again, f.Summary) {
		return nil, nil, errAltered
	}
	if !ed25519.Verify(f.Seal.PublicKey, f.Seal.told(), f.Seal.Signature) || f.Seal.Fingerprint != setting.Fingerprint(f.Seal.PublicKey) {
		return nil, nil, errForged
	}
	return s, f.Seal, nil
}

// onlyNames reports whether an object has no member but these, letter for letter.
func onlyNames(members map[string]json.RawMessage, names ...string) bool {
	for name := range members {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

// Receipt is what the upper installation answers, signed by its own key.
type Receipt struct {
	City        string `json:"city"`
	Subject     string `json:"subject"`
	Seq         int64  `json:"seq"`
	Digest      string `json:"digest"`
	ReceivedAt  int64  `json:"receivedAt"`
	Fingerprint string `json:"fingerprint"`
	PublicKey   []byte `json:"publicKey"`
	Signature   []byte `json:"signature,omitempty"`
}

func (r Receipt) told() []byte {
	r.Signature = nil
	text, _ := canon.Marshal(map[string]any{"format": "huxue.campaign-receipt", "receipt": r})
	return text
}

func (r Receipt) signed(key ed25519.PrivateKey) Receipt {
	public := key.Public().(ed25519.PublicKey)
	r.PublicKey, r.Fingerprint = public, setting.Fingerprint(public)
	r.Signature = ed25519.Sign(key, r.told())
	return r
}

// genuine holds for a receipt of that summary which its key has signed.
func (r Receipt) genuine(digest string) bool {
	return r.Digest == digest && len(r.PublicKey) == ed25519.PublicKeySize && ed25519.Verify(r.PublicKey, r.told(), r.Signature) &&
		r.Fingerprint == setting.Fingerprint(r.PublicKey)
}
