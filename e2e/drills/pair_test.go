package drills

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"huxue/internal/kit/db/dbtest"
)

// node is one of the servers of a city with several.
type node struct {
	t      *testing.T
	addr   string
	args   []string
	cmd    *exec.Cmd
	exited chan error
	said   *bytes.Buffer // what it logged; read it once it has exited
}

// pair is two servers over one PostgreSQL, with one key and one folder of files.
type pair struct {
	t     *testing.T
	dir   string
	dbURL string
	nodes [2]*node
}

// newPair makes the two servers, which do not run yet.
func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{t: t, dir: t.TempDir(), dbURL: dbtest.Postgres(t)}
	for i := range p.nodes {
		p.nodes[i] = p.node("abc"[i : i+1])
	}
	return p
}

func (p *pair) node(name string, more ...string) *node {
	p.t.Helper()
	args := []string{"serve", "-data", filepath.Join(p.dir, name), "-db", p.dbURL, "-listen", freeAddress(p.t),
		"-files", filepath.Join(p.dir, "shared"), "-secret-file", filepath.Join(p.dir, "shared", "secret.key"),
		"-trust-proxy", "-log-level", "warn"}
	return &node{t: p.t, addr: args[6], args: append(args, more...)}
}

// seed fills the city; the settings it changes are known to both servers.
func (p *pair) seed() {
	p.t.Helper()
	seed := exec.Command(binary, "seed", "-data", filepath.Join(p.dir, "seed"), "-db", p.dbURL, "-schools", "6",
		"-files", filepath.Join(p.dir, "shared"), "-secret-file", filepath.Join(p.dir, "shared", "secret.key"))
	seed.Env = append(os.Environ(), "HUXUE_SEED_PASSWORD="+password)
	if out, err := seed.CombinedOutput(); err != nil {
		p.t.Fatalf("%v\n%s", err, out)
	}
}

// start starts both in the same moment.
func (p *pair) start() {
	p.t.Helper()
	for _, n := range p.nodes {
		n.launch()
	}
	for _, n := range p.nodes {
		n.answers()
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

func (n *node) launch() {
	n.t.Helper()
	n.said = &bytes.Buffer{}
	n.cmd = exec.Command(binary, n.args...)
	n.cmd.Stderr = n.said
	if err := n.cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.exited = make(chan error, 1)
	go func(cmd *exec.Cmd, out chan error) { out <- cmd.Wait() }(n.cmd, n.exited)
	n.t.Cleanup(func() { _ = n.cmd.Process.Kill() })
}

func (n *node) answers() {
	n.t.Helper()
	until(n.t, "the server answers", func() bool {
		res, err := http.Get("http://" + n.addr + "/healthz")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}

// kill ends the server as a power cut would.
func (n *node) kill() {
	n.t.Helper()
	_ = n.cmd.Process.Signal(syscall.SIGKILL)
	<-n.exited
}

// until asks again and again, and gives up after twenty seconds.
func until(t *testing.T, what string, ask func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !ask() {
		if time.Now().After(deadline) {
			t.Fatalf("in vain: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// balance runs deploy/haproxy.cfg in front of the two, with nothing changed but
// the addresses and the certificate's place, and returns its address.
func (p *pair) balance() string {
	p.t.Helper()
	text, err := os.ReadFile("../../deploy/haproxy.cfg")
	if err != nil {
		p.t.Fatal(err)
	}
	certs := filepath.Join(p.dir, "certs")
	selfSigned(p.t, certs)
	secure := freeAddress(p.t)
	swap := strings.NewReplacer("bind :443 ssl crt /etc/haproxy/certs/", "bind "+secure+" ssl crt "+certs+"/",
		"bind :80", "bind "+freeAddress(p.t), "10.0.0.11:8080", p.nodes[0].addr, "10.0.0.12:8080", p.nodes[1].addr)
	config := filepath.Join(p.dir, "haproxy.cfg")
	if err := os.WriteFile(config, []byte(swap.Replace(string(text))), 0o600); err != nil {
		p.t.Fatal(err)
	}
	haproxy, err := exec.LookPath("haproxy")
	if err != nil {
		haproxy = "/usr/sbin/haproxy" // where Debian puts it, outside of a user's path
	}
	cmd := exec.Command(haproxy, "-db", "-f", config)
	cmd.Stderr = p.t.Output()
	if err := cmd.Start(); err != nil {
		p.t.Fatalf("haproxy is needed for this drill: %v", err)
	}
	p.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	until(p.t, "haproxy answers", func() bool {
		res, err := insecure.Get("https://" + secure + "/healthz")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return "https://" + secure
}

// insecure trusts the certificate that the drill has made itself.
var insecure = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
	TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 64, //nolint:gosec // our own, made a moment ago
}}

func selfSigned(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "drill"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "huxue.pem"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// person is somebody with a browser: cookies, and an address he types.
type person struct {
	t    *testing.T
	base string
	mu   sync.Mutex
	jar  map[string]string
}

func logInAt(t *testing.T, base, login string) *person {
	t.Helper()
	p := &person{t: t, base: base, jar: map[string]string{}}
	status, text, err := p.do(http.MethodPost, "/api/v1/auth/login", "", map[string]string{"login": login, "password": password})
	if err != nil || status != http.StatusOK {
		t.Fatalf("log in: %d %s %v", status, text, err)
	}
	return p
}

// at is the same browser asking another server.
func (p *person) at(n *node) *person {
	p.mu.Lock()
	defer p.mu.Unlock()
	return &person{t: p.t, base: "http://" + n.addr, jar: p.jar}
}

func (p *person) request(ctx context.Context, method, path, key string, body any) (*http.Response, error) {
	text, _ := json.Marshal(body)
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	p.mu.Lock()
	for name, value := range p.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	p.mu.Unlock()
	res, err := insecure.Do(req)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	for _, k := range res.Cookies() {
		p.jar[k.Name] = k.Value
	}
	p.mu.Unlock()
	return res, nil
}

func (p *person) do(method, path, key string, body any) (int, string, error) {
	res, err := p.request(context.Background(), method, path, key, body)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	out, err := io.ReadAll(res.Body)
	return res.StatusCode, string(out), err
}

// alarms returns how often each alarm whose place contains q is listed.
func (p *person) alarms(q string) map[string]int {
	p.t.Helper()
	var list struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	status, text, err := p.do(http.MethodGet, "/api/v1/alarms?open=true&limit=2000&q="+q, "", nil)
	if err != nil || status != http.StatusOK {
		p.t.Fatalf("%d %s %v", status, text, err)
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		p.t.Fatal(err)
	}
	seen := map[string]int{}
	for _, a := range list.Items {
		seen[a.ID]++
	}
	return seen
}

// desk is an open stream; heard holds the ids of alarms it was told of.
type desk struct {
	mu    sync.Mutex
	heard map[string]bool
	ended chan struct{}
}

func (d *desk) has(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.heard[id]
}

// openDesk returns once the stream has said hello.
func (p *person) openDesk() *desk {
	p.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p.t.Cleanup(cancel)
	client := *insecure
	client.Timeout = 0
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/api/v1/realtime?topics=alarms", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for name, value := range p.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := client.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		p.t.Fatalf("open the desk: %v %v", res, err)
	}
	d := &desk{heard: map[string]bool{}, ended: make(chan struct{})}
	hello := make(chan struct{})
	go func() {
		defer close(d.ended)
		defer func() { _ = res.Body.Close() }()
		in, event, greeted := bufio.NewScanner(res.Body), "", false
		in.Buffer(nil, 1<<20)
		for in.Scan() {
			line := in.Text()
			if name, ok := strings.CutPrefix(line, "event: "); ok {
				if event = name; event == "hello" && !greeted {
					greeted = true
					close(hello)
				}
			}
			data, ok := strings.CutPrefix(line, "data: ")
			var change struct {
				ID string `json:"id"`
			}
			if ok && event == "alarms" && json.Unmarshal([]byte(data), &change) == nil {
				d.mu.Lock()
				d.heard[change.ID] = true
				d.mu.Unlock()
			}
		}
	}()
	select {
	case <-hello:
	case <-time.After(10 * time.Second):
		p.t.Fatal("the desk was not greeted")
	}
	return d
}
