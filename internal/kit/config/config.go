// Package config reads the boot settings: the few things that must be known
// before the database is open. Each is a flag and a HUXUE_ variable; a name
// that is not in the struct is refused, so that a typing error never passes
// for a setting. Everything else is a setting in the database.
package config

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// Config holds the boot settings. The tags name the flag, the default and the
// help text; the variable is HUXUE_ and the flag in capitals, - as _.
type Config struct {
	Data        string `flag:"data" default:"./data/huxue" help:"folder for the database, files and certificates"`
	DB          string `flag:"db" default:"" help:"database url, sqlite:PATH or postgres://…; empty: huxue.db in the data folder"`
	Files       string `flag:"files" default:"" help:"folder for photos and papers handed in; several servers must share it; empty: the data folder"`
	Secret      string `flag:"secret-file" default:"" help:"file with the key of sealed settings, the same on all servers; empty: secret.key in the data folder"`
	Listen      string `flag:"listen" default:"127.0.0.1:8080" help:"address to serve on"`
	PublicURL   string `flag:"public-url" default:"" help:"how people reach this server, for links and QR codes; empty: derived from -listen"`
	TLS         string `flag:"tls" default:"auto" help:"off, files, acme, local (own CA) or auto: off on a loopback address, else local"`
	TLSCert     string `flag:"tls-cert" default:"" help:"certificate file for -tls files"`
	TLSKey      string `flag:"tls-key" default:"" help:"key file for -tls files"`
	TLSHosts    string `flag:"tls-hosts" default:"" help:"host names for -tls acme or local, separated by commas"`
	ACMEMail    string `flag:"acme-mail" default:"" help:"contact address for -tls acme"`
	HTTPPort    string `flag:"http-listen" default:"" help:"second, plain address that serves only the trust page and redirects to https"`
	DC09Listen  string `flag:"dc09-listen" default:"" help:"address, UDP and TCP, at which SIA DC-09 alarm boxes report; empty: off"`
	MQTTSListen string `flag:"mqtts-listen" default:"" help:"address at which boxes log in over MQTT and TLS, such as :8883, with the certificate of this server; empty: none"`
	MQTTListen  string `flag:"mqtt-listen" default:"" help:"address at which boxes log in over MQTT, such as :1883; empty: no broker of our own"`
	LogLevel    string `flag:"log-level" default:"info" help:"debug, info, warn or error"`
	OIDCIssuer  string `flag:"oidc-issuer" default:"" help:"issuer url of the city's log-in service (OpenID Connect); empty: none"`
	OIDCClient  string `flag:"oidc-client" default:"" help:"client id at that service"`
	OIDCSecret  string `flag:"oidc-secret" default:"" help:"client secret at that service"`
	GBListen    string `flag:"gb28181-listen" default:"" help:"address where devices register in GB/T 28181, over UDP and TCP, such as :5060; empty: none"`
	GBCode      string `flag:"gb28181-code" default:"14090000002000000001" help:"our own 20-digit number in GB/T 28181, given by the police"`
	RTPListen   string `flag:"rtp-listen" default:"" help:"address and ports where cameras send their pictures, such as 0.0.0.0:30000-30999, or :0 for any port; empty: no pictures"`
	RTPAddress  string `flag:"rtp-address" default:"" help:"address by which cameras reach -rtp-listen; empty: the one they registered at"`
	RTPOver     string `flag:"rtp-over" default:"udp" help:"udp or tcp, how cameras are first asked to send; if nothing comes, the other is tried"`
	RTCPort     string `flag:"webrtc-port" default:"" help:"UDP port at which browsers fetch pictures; empty: any"`
	RTCHosts    string `flag:"webrtc-hosts" default:"" help:"addresses under which browsers reach that port, if not the machine's own, separated by commas"`
	RTCServers  string `flag:"webrtc-servers" default:"" help:"STUN servers for browsers, such as stun:10.1.1.1:3478, separated by commas; empty: none is asked"`
	SIPListen   string `flag:"sip-listen" default:"" help:"address where help-points register and call by SIP, over UDP and TCP, such as :5070; empty: none"`
	SIPAddress  string `flag:"sip-address" default:"" help:"address by which help-points reach our voices; empty: that of -sip-listen"`
	SIPRTP      string `flag:"sip-rtp" default:"" help:"ports of the voices of help-points, such as 31000-31199; empty: any"`
	UpListen    string `flag:"cascade-listen" default:"" help:"SIP address, over UDP, from which we register with platforms above in GB/T 28181, such as :5061; empty: none"`
	TrustProxy  bool   `flag:"trust-proxy" default:"false" help:"take the caller's address from X-Forwarded-For, behind a proxy of your own"`
}

const prefix = "HUXUE_"

// Variables that other subcommands and tests read by themselves.
var known = []string{"HUXUE_TEST_PG", "HUXUE_SEED_PASSWORD"}

// ErrHelp says that help was asked for and printed.
var ErrHelp = flag.ErrHelp

// Load reads variables, then flags, which win. extra lets a subcommand add
// flags of its own.
func Load(name string, args, environ []string, out io.Writer, extra func(*flag.FlagSet)) (*Config, error) {
	c := &Config{}
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(out)
	bind(c, set)
	if extra != nil {
		extra(set)
	}
	if err := fromEnviron(set, environ); err != nil {
		return nil, err
	}
	if err := set.Parse(args); err != nil {
		return nil, err
	}
	if set.NArg() > 0 {
		return nil, fmt.Errorf("unknown argument %q", set.Arg(0))
	}
	return c, c.complete()
}

func bind(c *Config, set *flag.FlagSet) {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, value, help := f.Tag.Get("flag"), f.Tag.Get("default"), f.Tag.Get("help")
		switch p := v.Field(i).Addr().Interface().(type) {
		case *string:
			set.StringVar(p, name, value, help)
		case *bool:
			set.BoolVar(p, name, value == "true", help)
		}
	}
}

func fromEnviron(set *flag.FlagSet, environ []string) error {
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		short, ours := strings.CutPrefix(name, prefix)
		if !ours || slices.Contains(known, name) {
			continue
		}
		f := strings.ReplaceAll(strings.ToLower(short), "_", "-")
		if set.Lookup(f) == nil {
			return fmt.Errorf("unknown variable %s", name)
		}
		if err := set.Set(f, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (c *Config) complete() error {
	dir, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	c.Data = dir
	if c.DB == "" {
		c.DB = "sqlite:" + filepath.Join(c.Data, "huxue.db")
	}
	if !slices.Contains([]string{"auto", "off", "files", "acme", "local"}, c.TLS) {
		return fmt.Errorf("-tls %q is none of auto, off, files, acme, local", c.TLS)
	}
	if c.TLS == "files" && (c.TLSCert == "" || c.TLSKey == "") {
		return errors.New("-tls files needs -tls-cert and -tls-key")
	}
	return os.MkdirAll(c.Data, 0o750)
}

// FilesDir is the folder of what is handed in.
func (c *Config) FilesDir() string { return cmp.Or(c.Files, c.Data) }

// SecretFile is where the key of sealed settings lies.
func (c *Config) SecretFile() string { return cmp.Or(c.Secret, filepath.Join(c.Data, "secret.key")) }
