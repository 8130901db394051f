package files

import (
	"archive/zip"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
)

const sniffed = 512

// kindOf tells the media type of size bytes by what they are.
func kindOf(r io.ReaderAt, size int64) (string, error) {
	head := make([]byte, min(size, sniffed))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", err
	}
	if isHEIC(head) {
		return HEIC, nil
	}
	kind, _, err := mime.ParseMediaType(http.DetectContentType(head))
	if err != nil {
		return "", err
	}
	switch kind {
	case "application/zip":
		return insideZip(r, size), nil
	case "application/ogg":
		return insideOgg(r, size), nil
	case WebM:
		return insideWebM(r, size), nil
	case MP4:
		return insideMP4(r, size), nil
	}
	// Sound alone often has a brand that the standard sniffer does not know.
	if isMP4(head) && insideMP4(r, size) == AudioMP4 {
		return AudioMP4, nil
	}
	return kind, nil
}

// isHEIC recognises what iPhones make; the standard sniffer does not know it.
func isHEIC(head []byte) bool {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return false
	}
	return slices.Contains([]string{"heic", "heix", "mif1", "msf1", "hevc"}, string(head[8:12]))
}

// inZip are the entries by which documents in a zip are known.
var inZip = map[string]string{"xl/workbook.xml": XLSX, "word/document.xml": DOCX, "ofd.xml": OFD}

// insideZip names the document that a zip holds. A document with macros in it
// stays a zip, which no purpose takes.
func insideZip(r io.ReaderAt, size int64) string {
	const plain = "application/zip"
	z, err := zip.NewReader(r, size)
	if err != nil {
		return plain
	}
	kind := plain
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if strings.HasSuffix(name, "vbaproject.bin") {
			return plain
		}
		if k, ok := inZip[name]; ok {
			kind = k
		}
	}
	return kind
}
