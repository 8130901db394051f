// Package outbound speaks the protocols by which a message leaves the house:
// group robots of WeCom, DingTalk and Feishu, ntfy, a signed webhook, a text
// message gateway over HTTP, and mail. It knows no database and no rule of who
// is told what; each call is one attempt, and its Answer says how it went in a
// code that people get a sentence for.
package outbound

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Answer is how an attempt went. The zero Answer is success. Code is stable;
// Retry says that the same attempt may succeed later, at the earliest After.
// Err, if set, is what the network said.
type Answer struct {
	Code  string
	Retry bool
	After time.Duration
	Err   error
}

// The codes of what can go wrong on the way out.
const (
	Unreachable = "notify.unreachable"    // no connection, or no answer in time
	Busy        = "notify.gateway_busy"   // 429 or 5xx
	Redirected  = "notify.redirected"     // the far end wants us to go elsewhere, which we never do
	Refused     = "notify.refused"        // any other status
	BadAnswer   = "notify.bad_answer"     // 200, and not what the protocol says
	RateLimited = "notify.rate_limited"   // the robot has had enough for now
	RobotGone   = "notify.robot_gone"     // no such robot any more
	RobotGuard  = "notify.robot_security" // its signature, keyword or address rule refuses us
	SMSRefused  = "notify.sms_refused"    // the gateway says no
	MailLogin   = "notify.mail_login"     // the mail server does not know our password
	MailTLS     = "notify.mail_tls"       // no encrypted connection to the mail server
	MailRefused = "notify.mail_refused"   // the mail server does not take the letter
)

// mostAnswer is how much of an answer is read.
const mostAnswer = 64 << 10

// mostWait is the longest wait that a far end may ask for.
const mostWait = time.Hour

// request makes one request and returns the body of a 2xx answer.
func request(ctx context.Context, c *http.Client, method, url string, header http.Header, body []byte) ([]byte, Answer) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, Answer{Code: Refused, Err: err}
	}
	if header != nil {
		req.Header = header
	}
	req.Header.Set("User-Agent", "Huxue")
	res, err := c.Do(req)
	if err != nil {
		return nil, Answer{Code: Unreachable, Retry: true, Err: err}
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return nil, Answer{Code: Unreachable, Retry: true, Err: err}
	}
	switch code := res.StatusCode; {
	case code >= 200 && code < 300:
		return text, Answer{}
	case code >= 300 && code < 400:
		return nil, Answer{Code: Redirected}
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500:
		return nil, Answer{Code: Busy, Retry: true, After: retryAfter(res.Header.Get("Retry-After"), time.Now())}
	default:
		return nil, Answer{Code: Refused}
	}
}

// retryAfter reads seconds or a date (RFC 9110 §10.2.3); 0 for neither.
func retryAfter(text string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		wait = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), mostWait)
}

func jsonHeader() http.Header {
	return http.Header{"Content-Type": {"application/json; charset=utf-8"}}
}

// marshal is for values that always marshal: texts and numbers.
func marshal(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}
