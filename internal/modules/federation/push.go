package federation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/audit"
)

// handUp is the job that carries a summary to the upper installation. It is safe
// to do twice: the upper one knows a summary again and answers the same receipt.
type handUp struct {
	Report string `json:"report"`
}

// Kind implements jobs.Args.
func (handUp) Kind() string { return "federation.push" }

// What can go wrong on the way up, beside what the upper installation says.
const (
	codeUnreachable = "federation.unreachable"
	codeNoReceipt   = "federation.no_receipt"    // answered, and not with a receipt of ours
	codeOtherUpper  = "federation.other_upper"   // a receipt, and not of the key people compared
	receivePath     = "/api/v1/federation/inbox" // of every Huxue
	maxReceipt      = 64 << 10
)

// Jobs lets the queue know the room's work.
func (s *Service) Jobs(j *jobs.Jobs) {
	s.jobs = j
	jobs.Register(j, time.Minute, func(ctx context.Context, a handUp) error { return s.push(ctx, a.Report) })
}

// errLater makes the queue try again.
var errLater = errors.New("federation: the upper installation was not reached")

func (s *Service) push(ctx context.Context, reportID string) error {
	var r Report
	var file string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if r, err = getReport(ctx, tx, reportID); err == nil {
			file, err = fileOfReport(ctx, tx, reportID)
		}
		return err
	})
	if err != nil || r.State != StateSending {
		return err
	}
	receipt, code, again := s.carry(ctx, []byte(file), r.Digest)
	r.Tries++
	switch {
	case receipt != nil:
		r.State, r.Code, r.Receipt = StateReceived, "", receipt
	case again:
		r.Code = code
	default:
		r.State, r.Code = StateRefused, code
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r.TriedAt = db.Millis(tx.Now)
		if err := settleReport(ctx, tx, &r); err != nil {
			return err
		}
		if r.State == StateSending {
			return nil
		}
		return audit.Record(ctx, tx, "federation."+r.State, r.ID, map[string]any{"seq": r.Seq, "code": r.Code})
	})
	if err == nil && r.State == StateSending {
		return errLater
	}
	return err
}

// carry makes one attempt. again says that the same attempt may succeed later.
func (s *Service) carry(ctx context.Context, file []byte, digest string) (receipt *Receipt, code string, again bool) {
	address := strings.TrimRight(s.settings.Get(ctx, SettingUpper), "/")
	if address == "" {
		return nil, errNoUpper.Code, false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+receivePath, bytes.NewReader(file))
	if err != nil {
		return nil, codeUnreachable, false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Huxue")
	res, err := s.client.Do(req)
	if err != nil {
		return nil, codeUnreachable, true
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxReceipt))
	if err != nil {
		return nil, codeUnreachable, true
	}
	if res.StatusCode/100 != 2 {
		var p struct {
			Code string `json:"code"`
		}
		_ = json.Unmarshal(text, &p)
		if !strings.HasPrefix(p.Code, "federation.") || res.StatusCode >= 500 {
			return nil, codeUnreachable, res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests
		}
		return nil, p.Code, false
	}
	got := &Receipt{}
	if json.Unmarshal(text, got) != nil || !got.genuine(digest) {
		return nil, codeNoReceipt, false
	}
	if want := s.settings.Get(ctx, SettingUpperKey); want != "" && want != got.Fingerprint {
		return nil, codeOtherUpper, false
	}
	return got, "", false
}
