package lesson

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"huxue/internal/kit/errs"
)

// A package is a zip that somebody else has made: nothing in it is believed.
const (
	maxEntries   = 4000
	maxEntry     = 120 << 20 // bytes of one file, unpacked
	maxUnpacked  = 400 << 20 // of all files
	maxSwelling  = 200       // how many times larger a file may become
	smallEnough  = 1 << 20   // below which swelling does not matter
	maxEntryName = 300
)

// boxTypes are the kinds of files that a package may be served; all others are left
// in the zip.
var boxTypes = map[string]string{
	".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".js": "text/javascript", ".mjs": "text/javascript",
	".css": "text/css", ".json": "application/json", ".xml": "text/xml", ".txt": "text/plain", ".vtt": "text/vtt",
	".svg": svg, ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".ico": "image/x-icon",
	".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav", ".ogg": "audio/ogg", ".mp4": "video/mp4", ".webm": "video/webm",
	".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf",
}

var (
	errZip      = errs.Invalid("lesson.package_broken")
	errZipSize  = errs.Invalid("lesson.package_too_large")
	errZipName  = errs.Invalid("lesson.package_bad_name")
	errH5P      = errs.Invalid("lesson.package_h5p")
	errUnknown  = errs.Invalid("lesson.package_unknown")
	errManySCOs = errs.Invalid("lesson.package_many_units")
)

// bundle is a zip that has been looked through.
type bundle struct {
	files map[string]*zip.File // by clean name
	bytes int64
	left  int // files of kinds that are not served
}

// look opens a zip without unpacking anything. It refuses names that lead out of it,
// links, two files of one name, and what would swell beyond measure.
func look(r io.ReaderAt, size int64) (*bundle, error) {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, errZip.Because(err)
	}
	if len(z.File) > maxEntries {
		return nil, errZipSize
	}
	b := &bundle{files: map[string]*zip.File{}}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue
		}
		if !cleanName(f.Name) || f.Mode()&^fs.ModePerm != 0 {
			return nil, errZipName.With("name", shortName(f.Name))
		}
		if _, twice := b.files[f.Name]; twice {
			return nil, errZipName.With("name", shortName(f.Name))
		}
		n := f.UncompressedSize64
		if n > maxEntry || (n > smallEnough && n/maxSwelling > f.CompressedSize64) {
			return nil, errZipSize
		}
		if b.bytes += int64(n); b.bytes > maxUnpacked { //nolint:gosec // at most maxEntry
			return nil, errZipSize
		}
		if boxTypes[strings.ToLower(path.Ext(f.Name))] == "" {
			b.left++
		}
		b.files[f.Name] = f
	}
	return b, nil
}

// cleanName reports whether a name stays within its zip, however it is read.
func cleanName(name string) bool {
	return len(name) <= maxEntryName && fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, "\\:\x00")
}

func shortName(name string) string {
	if r := []rune(strings.ToValidUTF8(name, "?")); len(r) > 60 {
		return string(r[:60])
	}
	return strings.ToValidUTF8(name, "?")
}

// read unpacks one file, which may lie about its size.
func (b *bundle) read(name string, most int64) ([]byte, error) {
	f := b.files[name]
	if f == nil {
		return nil, errZip.Because(fs.ErrNotExist)
	}
	r, err := f.Open()
	if err != nil {
		return nil, errZip.Because(err)
	}
	defer func() { _ = r.Close() }()
	body, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return nil, errZip.Because(err)
	case int64(len(body)) > most:
		return nil, errZipSize
	}
	return body, nil
}
