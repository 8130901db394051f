package simulate

import (
	"context"
	"fmt"
	"io"
	"sync"

	"huxue/internal/driver/gb28181"
)

// Upper is a police platform that lets devices and lower platforms register and notes
// what they say.
type Upper struct {
	*gb28181.Server
	out    io.Writer
	logins map[string]string

	mu    sync.Mutex
	heard map[string]int
	wrong map[string]int
}

// NewUpper makes one that knows these devices; each line of what it hears goes to out.
func NewUpper(logins []Login, out io.Writer) *Upper {
	u := &Upper{out: out, logins: map[string]string{}, heard: map[string]int{}, wrong: map[string]int{}}
	for _, l := range logins {
		u.logins[l.Code] = l.Password
	}
	return u
}

// Listen opens it at addr with this number.
func (u *Upper) Listen(addr, number string) (at string, err error) {
	code, err := gb28181.ParseCode(number)
	if err != nil {
		return "", err
	}
	if u.Server, err = gb28181.NewServer(gb28181.Options{Code: code, Handler: upperPost{u}, Arm: true}); err != nil {
		return "", err
	}
	return u.Server.Listen(addr)
}

// Heard is how often something was said: a registration, or a command such as Alarm.
func (u *Upper) Heard(what string) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.heard[what]
}

func (u *Upper) note(what string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.heard[what]++
}

type upperPost struct{ u *Upper }

// Secret implements gb28181.Handler.
func (p upperPost) Secret(_ context.Context, code string) ([]byte, bool, error) {
	s, ok := p.u.logins[code]
	return []byte(s), ok && s != "", nil
}

// Address implements gb28181.Handler: what was before it was started, it does not know.
func (p upperPost) Address(context.Context, string) string { return "" }

// Locked implements gb28181.Handler.
func (p upperPost) Locked(_ context.Context, code, _ string) bool {
	p.u.mu.Lock()
	defer p.u.mu.Unlock()
	return p.u.wrong[code] >= 5
}

// Wrong implements gb28181.Handler.
func (p upperPost) Wrong(_ context.Context, code, _ string) {
	p.u.mu.Lock()
	defer p.u.mu.Unlock()
	p.u.wrong[code]++
}

// Right implements gb28181.Handler.
func (p upperPost) Right(_ context.Context, code, _ string) {
	p.u.mu.Lock()
	defer p.u.mu.Unlock()
	delete(p.u.wrong, code)
}

// Turned implements gb28181.Handler.
func (p upperPost) Turned(source, reason string, _ []byte) {
	p.u.note(reason)
	fmt.Fprintln(p.u.out, "turned away", source, reason)
}

// Take implements gb28181.Handler: its memory is the line that it prints.
func (p upperPost) Take(_ context.Context, in gb28181.Input) error {
	what, more := in.Kind, ""
	if m := in.Message; m != nil {
		what = m.Cmd
		switch {
		case m.Cmd == gb28181.CmdAlarm:
			a := gb28181.AlarmOf(m)
			more = " " + a.DeviceID + " " + a.Meaning() + " " + a.Description
		case len(m.Items) > 0:
			more = fmt.Sprintf(" %d of %d: %s %s", len(m.Items), m.Sum, m.Items[0].Get("DeviceID"), m.Items[0].Get("Name"))
		}
	}
	p.u.note(what)
	_, err := fmt.Fprintln(p.u.out, in.Code, what+more)
	return err
}
