package files

import (
	"encoding/binary"
	"strings"
	"testing"
)

// box is one box of an MP4.
func box(name string, body ...string) string {
	all := strings.Join(body, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(all)))) + name + all
}

func track(handler string) string {
	return box("trak", box("tkhd", strings.Repeat("\x00", 84)),
		box("mdia", box("hdlr", strings.Repeat("\x00", 8)+handler+strings.Repeat("\x00", 12))))
}

// element is one element of a WebM; size "" means that it has no end.
func element(name, body string) string {
	return name + string([]byte{0x40 | byte(len(body)>>8), byte(len(body))}) + body
}

const (
	webmHead    = "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm\x42\x87\x81\x04\x42\x85\x81\x02"
	webmSegment = "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" // as browsers write it: endless
)

func webm(types ...string) string {
	list := ""
	for _, x := range types {
		list += element("\xae", "\xd7\x81\x01"+"\x83\x81"+x+"\x86\x86A_OPUS")
	}
	return webmHead + webmSegment + element("\x15\x49\xa9\x66", "\x2a\xd7\xb1\x83\x0f\x42\x40") + element("\x16\x54\xae\x6b", list) +
		"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff\xe7\x81\x00"
}

func ogg(flag byte, body string) string {
	return "OggS\x00" + string(flag) + strings.Repeat("\x00", 20) + "\x01" + string([]byte{byte(len(body))}) + body
}

var sounds = []struct{ what, bytes, want string }{
	{"a voice from Chrome", webm("\x02"), AudioWebM},
	{"a film from Chrome", webm("\x01", "\x02"), WebM},
	{"a WebM without tracks", webmHead + webmSegment, WebM},
	{"a WebM cut off", webm("\x02")[:70], WebM},
	{"a voice from an iPhone", box("ftyp", "iso5\x00\x00\x00\x01iso5hlsf") + box("moov", box("mvhd"), track("soun")) + box("moof"), AudioMP4},
	{"a voice note of an old recorder", box("ftyp", "M4A \x00\x00\x00\x00M4A mp42") + box("mdat", "....") + box("moov", track("soun")), AudioMP4},
	{"a film from a telephone", box("ftyp", "mp42\x00\x00\x00\x00mp42") + box("moov", track("soun"), track("vide")), MP4},
	{"an MP4 whose box claims more than there is", box("ftyp", "mp42\x00\x00\x00\x00mp42") + "\x7f\xff\xff\xffmoov" + track("soun"), MP4},
	{"an MP4 with a box of no length", box("ftyp", "mp42\x00\x00\x00\x00mp42") + "\x00\x00\x00\x04moov", MP4},
	{"a voice from Firefox", ogg(2, "OpusHead\x01\x01") + ogg(0, "OpusTags"), AudioOgg},
	{"a film in Ogg", ogg(2, "\x80theora") + ogg(2, "\x01vorbis"), "application/ogg"},
	{"a page that calls itself a voice", "<!DOCTYPE html><html><script>alert(1)</script>", "text/html"},
	{"an Ogg of nothing", "OggS\x00", "application/ogg"},
}

func TestSoundIsToldFromFilm(t *testing.T) {
	for _, c := range sounds {
		got, err := kindOf(strings.NewReader(c.bytes), int64(len(c.bytes)))
		if err != nil || got != c.want {
			t.Errorf("%s: %q %v, want %s", c.what, got, err, c.want)
		}
	}
}

// Whatever is handed in: telling what it is neither panics nor takes long, and
// never calls something sound that no container of sound begins.
func FuzzKindOf(f *testing.F) {
	for _, c := range sounds {
		f.Add([]byte(c.bytes))
	}
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := kindOf(strings.NewReader(string(b)), int64(len(b)))
		if err != nil || got == "" {
			t.Fatalf("%q %v", got, err)
		}
		begins := map[string]bool{
			AudioOgg: strings.HasPrefix(string(b), "OggS"), AudioWebM: strings.HasPrefix(string(b), "\x1a\x45\xdf\xa3"),
			AudioMP4: len(b) > 8 && string(b[4:8]) == "ftyp",
		}
		if ok, sound := begins[got]; sound && !ok {
			t.Fatalf("%x was taken for %s", b, got)
		}
	})
}
