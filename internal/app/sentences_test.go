package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Whoever writes a notice in the dictionary of the UI writes its sentence for
// telephones and groups in sentences.go too.
func TestEveryNoticeHasASentenceOutside(t *testing.T) {
	block := regexp.MustCompile(`(?s)\n  notice: \{(.*?)\n?  ?\},?\n`)
	key := regexp.MustCompile(`(?:^|[\s,{])(\w+): ['"` + "`]")
	found := 0
	err := filepath.WalkDir("../../web/src/modules", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "zh.ts") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		room := filepath.Base(filepath.Dir(name))
		for _, b := range block.FindAllStringSubmatch(string(text), -1) {
			for _, k := range key.FindAllStringSubmatch(b[1], -1) {
				found++
				if _, ok := sentences[room+".notice."+k[1]]; !ok {
					t.Errorf("%s: %s.notice.%s has no sentence in internal/app/sentences.go", name, room, k[1])
				}
			}
		}
		return nil
	})
	if err != nil || found < 5 {
		t.Fatalf("%d notices found, %v", found, err)
	}
}

func TestASentenceIsWholeWhateverIsMissing(t *testing.T) {
	for _, c := range []struct {
		title  string
		params map[string]any
		want   string
	}{
		{"alarm.notice.raised", map[string]any{"school": "长征小学", "place": "东门", "kind": "fire", "no": "BJ1"}, "长征小学 东门 按下一键报警（火情），编号 BJ1"},
		{"alarm.notice.raisedNoPlace", map[string]any{"school": "长征小学", "kind": "", "no": "BJ1"}, "长征小学 按下一键报警（类型未说明），编号 BJ1"},
		{"alarm.notice.tests_today", map[string]any{"n": float64(3)}, "今日联测 3 个点位"},
		{"nobody.notice.knows", nil, plain},
	} {
		if got := say(c.title, c.params); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
