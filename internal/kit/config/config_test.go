package config_test

import (
	"io"
	"strings"
	"testing"

	"huxue/internal/kit/config"
)

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	cases := []struct {
		name    string
		args    []string
		environ []string
		wrong   string
		check   func(*config.Config) bool
	}{
		{"defaults", []string{"-data", dir}, nil, "", func(c *config.Config) bool {
			return c.DB == "sqlite:"+dir+"/huxue.db" && c.Listen == "127.0.0.1:8080"
		}},
		{"a variable", nil, []string{"HUXUE_DATA=" + dir, "HUXUE_LISTEN=:9", "PATH=/bin"}, "", func(c *config.Config) bool {
			return c.Listen == ":9"
		}},
		{"a flag wins over a variable", []string{"-listen", ":1"}, []string{"HUXUE_LISTEN=:9", "HUXUE_DATA=" + dir}, "", func(c *config.Config) bool {
			return c.Listen == ":1"
		}},
		{"one server keeps all in one folder", []string{"-data", dir}, nil, "", func(c *config.Config) bool {
			return c.FilesDir() == dir && c.SecretFile() == dir+"/secret.key"
		}},
		{"several share files and key", []string{"-data", dir}, []string{"HUXUE_FILES=/share", "HUXUE_SECRET_FILE=/share/key"}, "",
			func(c *config.Config) bool { return c.FilesDir() == "/share" && c.SecretFile() == "/share/key" }},
		{"a misspelt variable", []string{"-data", dir}, []string{"HUXUE_LISTN=:9"}, "HUXUE_LISTN", nil},
		{"a misspelt flag", []string{"-listn", ":9"}, nil, "listn", nil},
		{"a stray word", []string{"-data", dir, "now"}, nil, "now", nil},
		{"an unknown way of TLS", []string{"-data", dir, "-tls", "maybe"}, nil, "maybe", nil},
		{"files without files", []string{"-data", dir, "-tls", "files"}, nil, "-tls-cert", nil},
	}
	for _, c := range cases {
		got, err := config.Load("huxue serve", c.args, c.environ, io.Discard, nil)
		switch {
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s: %v", c.name, err)
		case c.wrong == "" && (err != nil || !c.check(got)):
			t.Errorf("%s: %v %+v", c.name, err, got)
		}
	}
}
