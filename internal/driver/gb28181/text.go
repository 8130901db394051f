package gb28181

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decode makes text of bytes. What the header claims is not asked: devices declare
// GB2312 and send UTF-8, or the other way round. Valid UTF-8 is UTF-8, for GBK text
// of more than a word is practically never valid UTF-8 by chance; the rest is
// GB18030, of which GBK and GB2312 are parts. A character that was cut in two at the
// end by a wrong Content-Length does not count against UTF-8.
func decode(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	for n := 1; n <= 3 && n <= len(b); n++ {
		whole, tail := b[:len(b)-n], b[len(b)-n:]
		if utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) && utf8.Valid(whole) {
				return string(whole)
			}
			break
		}
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return string(b)
	}
	return string(out)
}

// encode makes GB18030 bytes, what every device of the standard reads.
func encode(s string) []byte {
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil { // not valid UTF-8: as it is
		return []byte(s)
	}
	return out
}
