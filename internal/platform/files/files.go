// Package files keeps what people hand in: a photograph of a mended wall, a
// signed letter, a plan. The bytes lie in the data folder under the hash of
// their content, so that nothing is stored twice and a changed byte shows. What
// a file is, is told by its content, never by its name. A file is handed in
// first and taken into a record by a room afterwards (Keep); what no room takes
// within a day is swept out. (domain.md §8.2 8.1.4.5)
package files

import (
	"strings"
	"time"
	"unicode"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// Purpose is one reason for which files are handed in. Add is held at the
// file's path by who may hand one in, View by who may look at it. Kinds are the
// media types taken, MaxBytes the largest size. What is handed in as a Photo is
// kept drawn anew: see picture.go.
type Purpose struct {
	Key      string
	Add      access.Perm
	View     access.Perm
	MaxBytes int64
	Kinds    []string
	Photo    bool
}

// Media types that purposes name. Office documents and OFD (GB/T 33190, the
// form of official documents) are told apart by what is inside their zip.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
	HEIC = "image/heic"
	PDF  = "application/pdf"
	OFD  = "application/ofd"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	MP4  = "video/mp4"
	WebM = "video/webm"
	// What browsers record from a microphone: the same containers as video, with
	// nothing but sound in them.
	AudioWebM = "audio/webm"
	AudioMP4  = "audio/mp4"
	AudioOgg  = "audio/ogg"
)

// Photos are what telephones make and we can take apart. HEIC is told by name when
// it is refused: keeping it as it came would keep where it was taken, and hardly a
// browser shows it.
var Photos = []string{JPEG, PNG, WebP}

// Voices are what browsers record.
var Voices = []string{AudioWebM, AudioMP4, AudioOgg}

// Papers are what offices make.
var Papers = []string{PDF, OFD, XLSX, DOCX, JPEG, PNG}

// File is one thing handed in. CreatedAt is UTC milliseconds, Size bytes. Of a
// photograph SHA256 is that of the picture as it is kept, Original that of the
// bytes as they came, and Thumb that of the small picture.
type File struct {
	ID        string `json:"id"`
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"mediaType"`
	Name      string `json:"name"`
	Purpose   string `json:"purpose"`
	Path      string `json:"path"`
	CreatedBy string `json:"createdBy"`
	CreatedAt int64  `json:"createdAt"`
	Original  string `json:"originalSha256,omitempty"`
	Thumb     string `json:"-"`
	thumbSize int64
	keptAt    int64
}

// What may go wrong.
var (
	ErrNotFound  = errs.NotFound("files.not_found")
	errPurpose   = errs.Invalid("files.unknown_purpose", errs.Field{Name: "purpose", Code: "not_offered"})
	errPath      = errs.Invalid("files.no_place", errs.Field{Name: "path", Code: "malformed"})
	errTooLarge  = errs.Invalid("files.too_large")
	errEmpty     = errs.Invalid("files.empty")
	errKind      = errs.Invalid("files.kind_not_taken")
	errBroken    = errs.Invalid("files.upload_broken")
	errKeptOnce  = errs.Conflict("files.kept_elsewhere")
	errDamaged   = errs.Unavailable("files.damaged")
	errNotShared = errs.Unavailable("files.not_shared")
	errPurposeIs = errs.Invalid("files.other_purpose")
	errHEIC      = errs.Invalid("files.heic")
	errPicture   = errs.Invalid("files.picture_unreadable")
	errPixels    = errs.Invalid("files.too_many_pixels")
)

// unclaimed is how long a file waits for a room to take it.
const unclaimed = 24 * time.Hour

const maxName = 120

// safeName is the last part of what a browser says a file is called, without
// what a file system or a header could trip over.
func safeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		// Direction marks would let "fdp.exe" be read as "exe.pdf".
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"<>|:*?`, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Trim(name, " .")
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[len(runes)-maxName:]) // the end tells the sort of file
	}
	if name == "" {
		return "file"
	}
	return name
}

// shown reports whether a browser may show the type itself; everything else is
// only ever saved.
func shown(mediaType string) bool {
	switch mediaType {
	case JPEG, PNG, WebP, PDF, MP4, AudioWebM, AudioMP4, AudioOgg:
		return true
	}
	return false
}
