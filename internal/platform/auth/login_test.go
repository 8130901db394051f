package auth_test

import (
	"sync"
	"testing"
	"time"
)

func TestLogInAndOut(t *testing.T) {
	story(t, func(x *town) {
		b := x.browser()
		b.get("/api/v1/auth/me").want(401, "unauthorized")
		b.login(" Guard1 ", password).want(200)
		me := b.me()
		if p, _ := me["person"].(map[string]any); p["name"] != "姓名guard1" || p["unit"] != "学校sch_1" {
			t.Errorf("me is %v", me)
		}
		if held, _ := b.perms()["alarm.raise"].([]any); len(held) != 1 || held[0] != schoolPath {
			t.Errorf("holds %v", held)
		}
		stolen := x.browser()
		stolen.cookies["huxue_session"] = b.cookies["huxue_session"]
		b.post("/api/v1/auth/logout", nil).want(204)
		b.get("/api/v1/auth/me").want(401)
		stolen.get("/api/v1/auth/me").want(401)
		if x.booked("auth.login") != 1 || x.booked("auth.logout") != 1 {
			t.Error("the book is wrong")
		}
	})
}

func TestWrongPasswordsLockAndTimeReleases(t *testing.T) {
	story(t, func(x *town) {
		for _, login := range []string{"guard1", "no-such-login"} {
			b := x.browser()
			for i := range 4 {
				b.login(login, "wrong").want(401, "auth.bad_login")
				if params, _ := b.body["params"].(map[string]any); params["left"] != float64(4-i) {
					t.Errorf("%s: left %v", login, params)
				}
			}
			b.login(login, "wrong").want(403, "auth.locked")
			b.login(login, password).want(403, "auth.locked")
			x.later(14 * time.Minute)
			b.login(login, password).want(403, "auth.locked")
		}
		x.later(2 * time.Minute)
		x.in("guard1")
		b := x.browser()
		for range 4 {
			b.login("guard1", "wrong").want(401)
		}
		x.in("guard1") // a right one forgets the wrong ones before it
		b.login("guard1", "wrong").want(401, "auth.bad_login")
	})
}

func TestGuessesSentAtOnceAreCounted(t *testing.T) {
	story(t, func(x *town) {
		var wg sync.WaitGroup
		codes := make([]string, 12)
		for i := range codes {
			wg.Go(func() { codes[i] = x.browser().login("guard1", "wrong").code })
		}
		wg.Wait()
		n := 0
		for _, c := range codes {
			if c == "auth.bad_login" {
				n++
			}
		}
		if n != 4 {
			t.Errorf("%d guesses before the lock, want 4: %v", n, codes)
		}
	})
}

func TestSecondFactorOfAnOfficial(t *testing.T) {
	story(t, func(x *town) {
		x.policy.second = true
		b := x.browser()
		b.login("bureau", password).want(200)
		factor, _ := b.body["factor"].(map[string]any)
		secret, _ := factor["secret"].(string)
		if b.str("step") != "totp_setup" || secret == "" || len(factor["qr"].(string)) < 300 {
			t.Fatalf("first log-in: %v", b.body)
		}
		b.get("/api/v1/auth/me").want(401)
		b.get("/api/v1/auth/pending").want(200)
		if again, _ := b.body["factor"].(map[string]any); again["secret"] != secret {
			t.Error("reading the page again shows another secret")
		}
		b.post("/api/v1/auth/totp", map[string]any{"code": "000000"}).want(422, "auth.bad_code")
		used := x.code(secret)
		b.post("/api/v1/auth/totp", map[string]any{"code": used}).want(200)
		codes, _ := b.body["recovery"].([]any)
		if len(codes) != 10 {
			t.Fatalf("recovery codes: %v", b.body)
		}
		b.me()

		other := x.browser()
		other.login("bureau", password).want(200)
		if other.str("step") != "totp" || other.body["factor"] != nil {
			t.Fatalf("second log-in: %v", other.body)
		}
		other.post("/api/v1/auth/totp", map[string]any{"code": used}).want(422, "auth.bad_code") // a replay
		x.later(30 * time.Second)
		other.post("/api/v1/auth/totp", map[string]any{"code": x.code(secret)}).want(200)
		other.me()

		lost := x.browser()
		for range 2 { // a recovery code is good once
			lost.login("bureau", password).want(200)
			lost.post("/api/v1/auth/totp", map[string]any{"code": codes[0]})
			if x.booked("auth.recovery_used") == 1 && lost.status == 200 {
				lost.post("/api/v1/auth/logout", nil)
				continue
			}
		}
		lost.want(422, "auth.bad_code")
		x.browser().post("/api/v1/auth/totp", map[string]any{"code": used}).want(401, "auth.no_pending")
		lost.login("guard1", password).want(200)
		if lost.str("step") != "done" {
			t.Error("a guard is asked for a second factor")
		}
	})
}

func TestAnUnfinishedLogInRunsOut(t *testing.T) {
	story(t, func(x *town) {
		x.policy.second = true
		b := x.browser()
		b.login("bureau", password).want(200)
		factor, _ := b.body["factor"].(map[string]any)
		x.later(11 * time.Minute)
		b.post("/api/v1/auth/totp", map[string]any{"code": x.code(factor["secret"].(string))}).want(401, "auth.no_pending")
	})
}

func TestAskingForSecondFactorsReachesOpenSessions(t *testing.T) {
	story(t, func(x *town) {
		b, g := x.in("bureau"), x.in("guard1")
		b.me()
		x.policy.second = true
		x.later(2 * time.Second)
		b.get("/api/v1/auth/me").want(401)
		g.me()
	})
}

func TestSessionsRunOutButStillPress(t *testing.T) {
	story(t, func(x *town) {
		g, official, desk := x.in("guard1"), x.in("bureau"), x.in("desk")
		x.later(16 * time.Minute)
		official.get("/api/v1/auth/me").want(401)
		g.me() // guards have half an hour
		x.later(29 * time.Minute)
		g.me() // and each act starts it anew
		x.settle()
		x.later(31 * time.Minute)
		g.get("/api/v1/auth/me").want(401)
		if g.get("/api/v1/press"); !g.is("expired") || !g.is("may") {
			t.Errorf("a press from a session that ran out: %v", g.body)
		}
		desk.me() // who watches the desk does not click
		x.later(11 * time.Hour)
		desk.get("/api/v1/auth/me").want(401)
		x.later(31 * 24 * time.Hour)
		if g.get("/api/v1/press"); g.is("may") {
			t.Errorf("a session of last month presses: %v", g.body)
		}
	})
}

func TestAPageThatAsksByItselfKeepsNobodyLoggedIn(t *testing.T) {
	story(t, func(x *town) {
		b := x.in("bureau")
		b.alone = true
		for range 14 {
			x.later(time.Minute)
			b.me()
		}
		x.later(time.Minute)
		b.get("/api/v1/auth/me").want(401)
	})
}

func TestLastSeenIsWrittenOnceAMinute(t *testing.T) {
	story(t, func(x *town) {
		g := x.in("guard1")
		seen := func() any {
			x.settle()
			return g.get("/api/v1/auth/sessions").want(200).item(0, "seenAt")
		}
		first := seen()
		x.later(59 * time.Second)
		g.me()
		if seen() != first {
			t.Error("written within the minute")
		}
		x.later(2 * time.Second)
		g.me()
		if seen() == first {
			t.Error("not written after a minute")
		}
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	story(t, func(x *town) {
		phone, office, head, far := x.in("guard1"), x.in("guard1"), x.in("head1"), x.in("guard2")
		if n := len(office.get("/api/v1/auth/sessions").want(200).items()); n != 2 {
			t.Fatalf("%d sessions", n)
		}
		if !office.at(0, "current") || office.at(1, "current") {
			t.Errorf("current: %v", office.items())
		}
		older, _ := office.item(1, "id").(string)
		far.post("/api/v1/auth/sessions/"+older+"/end", nil).want(404, "auth.session_not_found")
		phone.me()
		office.post("/api/v1/auth/sessions/"+older+"/end", nil).want(204)
		phone.get("/api/v1/auth/me").want(401) // at once, not after the cache's two seconds
		if phone.get("/api/v1/press"); phone.is("may") {
			t.Error("an ended session presses")
		}
		theirs, _ := head.get("/api/v1/people/"+x.ids["guard1"]+"/sessions").want(200).item(0, "id").(string)
		head.post("/api/v1/auth/sessions/"+theirs+"/end", nil).want(204)
		office.get("/api/v1/auth/me").want(401)
		head.get("/api/v1/people/"+x.ids["guard2"]+"/sessions").want(404, "auth.person_not_found")
	})
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	story(t, func(x *town) {
		here, there := x.in("guard1"), x.in("guard1")
		change := func(old, fresh string) *browser {
			return here.post("/api/v1/auth/password", map[string]any{"password": old, "newPassword": fresh})
		}
		change("wrong", "Another-gate-8").want(422, "auth.bad_password")
		change(password, "short")
		if here.want(422); here.field() != "auth.password_short" {
			t.Errorf("refused with %v", here.body)
		}
		change(password, "Another-gate-8").want(204)
		here.me()
		there.get("/api/v1/auth/me").want(401)
		x.browser().login("guard1", password).want(401)
		x.browser().login("guard1", "Another-gate-8").want(200)
	})
}

func TestOnesOwnSecondFactor(t *testing.T) {
	story(t, func(x *town) {
		b := x.in("guard1")
		b.post("/api/v1/auth/second-factor", map[string]any{"password": password}).want(200)
		secret := b.str("secret")
		b.post("/api/v1/auth/second-factor/confirm", map[string]any{"code": x.code(secret)}).want(200)
		x.later(time.Minute)
		other := x.browser().login("guard1", password).want(200)
		if other.str("step") != "totp" {
			t.Errorf("who has set it up is asked for it: %v", other.body)
		}
		b.post("/api/v1/auth/second-factor/recovery", map[string]any{"password": password}).want(200)
		b.post("/api/v1/auth/second-factor/drop", map[string]any{"password": password}).want(204)
		x.in("guard1")
		x.policy.second = true
		official := x.browser().login("bureau", password)
		factor, _ := official.body["factor"].(map[string]any)
		official.post("/api/v1/auth/totp", map[string]any{"code": x.code(factor["secret"].(string))}).want(200)
		official.post("/api/v1/auth/second-factor/drop", map[string]any{"password": password}).want(409, "auth.factor_demanded")
	})
}
