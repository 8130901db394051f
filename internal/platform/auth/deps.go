package auth

import (
	"context"
	"time"
)

// Limits are the norms of logging in (norm register: auth.lock_fail,
// auth.lock_min, auth.idle_min). The hall fills them in from there; answers
// must come from memory, they are asked at every request.
type Limits interface {
	// LockFail is how many wrong tries lock a login.
	LockFail(ctx context.Context) int
	// LockMinutes is how long it stays locked.
	LockMinutes(ctx context.Context) int
	// IdleMinutes is how long a session lives without a request; official is for
	// those whose role asks for a second factor.
	IdleMinutes(ctx context.Context, official bool) int
}

// Policy is what the operator has decided in the settings.
type Policy interface {
	// SecondFactor reports whether roles that ask for a second factor get it.
	SecondFactor(ctx context.Context) bool
	// Demo reports whether this is a demo city, which the log-in page says.
	Demo(ctx context.Context) bool
}

// Norms are the starting values of the norm register: 5 failures lock for 15
// minutes, officials idle out after 15 minutes and guards after 30 (common
// practice under GB/T 22239-2019 8.1.4.1 b).
type Norms struct{}

// LockFail implements Limits.
func (Norms) LockFail(context.Context) int { return 5 }

// LockMinutes implements Limits.
func (Norms) LockMinutes(context.Context) int { return 15 }

// IdleMinutes implements Limits.
func (Norms) IdleMinutes(_ context.Context, official bool) int {
	if official {
		return 15
	}
	return 30
}

// Strict is the policy before anybody has decided anything.
type Strict struct{}

// SecondFactor implements Policy.
func (Strict) SecondFactor(context.Context) bool { return true }

// Demo implements Policy.
func (Strict) Demo(context.Context) bool { return false }

func (s *Service) idle(ctx context.Context, official bool) time.Duration {
	return time.Duration(s.limits.IdleMinutes(ctx, official)) * time.Minute
}
