package app

import "time"

const (
	// answerWithin is how long a box that was pressed waits for its answer while the
	// alarm is being raised: its press is stored already. SIP sends again after 500 ms,
	// and a storm of repetitions would keep the desk from hearing the others. [D]
	answerWithin = 300 * time.Millisecond
	// mostLate bounds how many presses are raised behind their answers.
	mostLate = 2048
)

// patient does what follows a stored press. It returns when that is done, or after a
// moment if the server has its hands full; then it goes on in the background. What a
// crash leaves undone, device takes up again.
func (a *App) patient(f func()) {
	select {
	case a.late <- struct{}{}:
	default: // too many already: whoever presses now waits
		f()
		return
	}
	done := make(chan struct{})
	a.working.Go(func() {
		defer func() { <-a.late; close(done) }()
		f()
	})
	wait := time.NewTimer(a.patience)
	defer wait.Stop()
	select {
	case <-done:
	case <-wait.C:
	}
}
