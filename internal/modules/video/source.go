package video

import (
	"huxue/internal/driver/media"
)

// source is where the pictures of a look come from: a camera that all share who look at
// it, or a recording of one's own.
type source interface {
	pictures() *media.Stream
	standing(v *View) // says in v how it stands
	wantKey()
	release()
}

// present is what a camera shows now.
type present struct {
	live   *media.Live
	let    func()
	had    bool // the picture was there already
	absent func(error) bool
}

func (p *present) pictures() *media.Stream { return p.live.Stream }

func (p *present) standing(v *View) {
	st := p.live.Status()
	v.State, v.Why = string(st.State), trouble(st, p.absent(st.Err))
	if st.State == media.Idle {
		v.State = "calling"
	}
	if v.FirstMs = st.FirstMs; p.had {
		v.FirstMs = 1
	}
}

func (p *present) wantKey() { p.live.WantKey() }
func (p *present) release() { p.let() }
