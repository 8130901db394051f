package app

import "context"

// sipGate is what every listener in SIP asks of the register of devices: who has guessed
// too often, and what was turned away.
type sipGate struct {
	a        *App
	protocol string
}

// Locked implements gb28181.Handler and sipcall.Handler.
func (g sipGate) Locked(ctx context.Context, code, source string) bool {
	return g.a.devices.Locked(ctx, g.protocol, code, source)
}

// Wrong implements gb28181.Handler and sipcall.Handler.
func (g sipGate) Wrong(ctx context.Context, code, source string) {
	if _, err := g.a.devices.Wrong(ctx, g.protocol, code, source); err != nil {
		g.a.log.WarnContext(ctx, "a wrong password was not counted", "error", err)
	}
}

// Right implements gb28181.Handler and sipcall.Handler.
func (g sipGate) Right(ctx context.Context, code, source string) {
	g.a.devices.Right(ctx, g.protocol, code, source)
}

// Turned implements gb28181.Handler and sipcall.Handler. Wrong passwords are counted in
// Wrong.
func (g sipGate) Turned(_, reason string, _ []byte) {
	if reason != "wrong_password" {
		g.a.devices.Count(g.protocol, reason)
	}
}
