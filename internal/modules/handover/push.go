package handover

import (
	"context"
	"errors"

	"huxue/internal/driver/cap"
	"huxue/internal/driver/outbound"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// handOver is the job that carries one sending. Done twice, the platform knows the
// second by its message id.
type handOver struct {
	Sending string `json:"sending"`
}

// Kind implements jobs.Args.
func (handOver) Kind() string { return "handover.push" }

// errLater makes the queue try again.
var errLater = errors.New("handover: the platform was not reached")

const codeBody = "handover.no_body" // it could not be put into the platform's words

// How often a sending is tried before people must look. [D]
const (
	keyTries     = "handover.tries"
	triesDefault = 12
)

func (s *Service) push(ctx context.Context, job handOver) error {
	var x *Sent
	var t *Target
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if x, err = getSent(ctx, tx, job.Sending); err == nil {
			t, err = s.getTarget(ctx, tx, x.TargetID)
		}
		return err
	})
	if err != nil || x.State != Sending {
		return err
	}
	h, err := s.unseal(t)
	if err != nil {
		return err
	}
	var answer outbound.Answer
	receipt := ""
	if x.Body == "" {
		answer.Code = codeBody
	} else {
		kind := "application/json; charset=utf-8"
		if t.Kind == CAP {
			kind = cap.ContentType
		}
		receipt, answer = outbound.Deliver(ctx, s.client, outbound.Push{URL: t.Address, ContentType: kind, Header: h.Header, Secret: h.Secret,
			OKField: t.OKField, OKValue: t.OKValue, ReceiptField: t.ReceiptField, Event: x.ID}, []byte(x.Body), s.db.Clock().Now())
	}
	most := s.norms.Now(ctx, keyTries, access.Everywhere, triesDefault)
	x.Tries++
	x.Receipt, x.Code = receipt, answer.Code
	switch {
	case answer.Code == "":
		x.State = Delivered
	case !answer.Retry || x.Tries >= most:
		x.State = Failed
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		x.TriedAt = db.Millis(tx.Now)
		if x.State != Sending {
			x.DoneAt = x.TriedAt
		}
		if err := settleSent(ctx, tx, x); err != nil {
			return err
		}
		if x.State == Sending {
			return nil
		}
		return audit.Record(ctx, tx, "handover."+x.State, x.SubjectID, map[string]any{"target": x.TargetID, "stage": x.Stage, "code": x.Code, "tries": x.Tries})
	})
	if err == nil && x.State == Sending {
		return errLater
	}
	return err
}
