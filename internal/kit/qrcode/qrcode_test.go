package qrcode_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"huxue/internal/kit/qrcode"
)

func TestACodeIsAPictureWithAName(t *testing.T) {
	s := qrcode.SVG("https://huxue.test/letter/abc", `<"家长">`)
	if err := xml.Unmarshal([]byte(s), new(struct{ XMLName xml.Name })); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(s, `aria-label="&lt;&#34;家长&#34;&gt;"`) || strings.Count(s, "h1v1h-1z") < 200 {
		t.Error(s[:200])
	}
	if plain := qrcode.SVG("https://huxue.test/", ""); strings.Contains(plain, "aria-label") {
		t.Error(plain[:200])
	}
	if long := qrcode.SVG(strings.Repeat("学", 3000), ""); long != "" {
		t.Error("a text that no code can hold was drawn")
	}
}
