package files

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"校门 照片.jpg":                       "校门 照片.jpg",
		`C:\Users\王\整改.pdf`:               "整改.pdf",
		"../../etc/passwd":                "passwd",
		"a\r\nSet-Cookie: x=1.pdf":        "aSet-Cookie x=1.pdf",
		"ab\u202efdp.exe":                 "abfdp.exe",
		" .. ":                            "file",
		"":                                "file",
		"bad\xff.png":                     "bad.png",
		strings.Repeat("长", 200) + ".pdf": strings.Repeat("长", 116) + ".pdf",
	} {
		if got := safeName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func zipOf(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("<xml/>")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatAFileIs(t *testing.T) {
	for _, c := range []struct{ what, bytes, want string }{
		{"jpeg", "\xff\xd8\xff\xe0\x00\x10JFIF", JPEG},
		{"png", "\x89PNG\x0d\x0a\x1a\x0a....", PNG},
		{"an iPhone's photo", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", HEIC},
		{"pdf", "%PDF-1.7\n", PDF},
		{"workbook", zipOf(t, "[Content_Types].xml", "xl/workbook.xml"), XLSX},
		{"workbook with macros", zipOf(t, "xl/workbook.xml", "xl/vbaProject.bin"), "application/zip"},
		{"document", zipOf(t, "word/document.xml"), DOCX},
		{"official document", zipOf(t, "OFD.xml", "Doc_0/Document.xml"), OFD},
		{"a page that calls itself a photo", "<html><script>alert(1)</script>", "text/html"},
		{"a program", "MZ\x90\x00\x03", "application/octet-stream"},
		{"half a zip", "PK\x03\x04....", "application/zip"},
	} {
		got, err := kindOf(strings.NewReader(c.bytes), int64(len(c.bytes)))
		if err != nil || got != c.want {
			t.Errorf("%s: %s %v, want %s", c.what, got, err, c.want)
		}
	}
}
