package mediation

import (
	"context"
	"os"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/todo"
)

// Fulfil says that what was agreed has been done.
func (s *Service) Fulfil(ctx context.Context, disputeID string, version int64, note string) (*Dispute, error) {
	note = clip(note, 500)
	return s.act(ctx, disputeID, version, "fulfil", map[string]any{"note": note}, PermHandle, func(_ context.Context, _ *db.Tx, d *Dispute) error {
		if err := screen(false, note); err != nil {
			return err
		}
		return d.Fulfil()
	})
}

// AskAgain notes what was found when somebody asked again.
func (s *Service) AskAgain(ctx context.Context, disputeID string, version int64, r Revisit) (*Dispute, error) {
	data := map[string]any{"result": r.Result, "day": r.Day, "note": clip(r.Note, 300)}
	return s.act(ctx, disputeID, version, "revisit", data, PermHandle, func(_ context.Context, tx *db.Tx, d *Dispute) error {
		if err := screen(false, r.Note); err != nil {
			return err
		}
		return d.AskAgain(r, today(tx.Now))
	}, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		if d.State != Revisited {
			return nil
		}
		return todo.Put(ctx, tx, d.task("close", PermManage, 0, ""))
	})
}

// Fail says that no agreement was reached and who deals with it now; what goes up is
// told to the bureau.
func (s *Service) Fail(ctx context.Context, disputeID string, version int64, way, reason string) (*Dispute, error) {
	reason = clip(reason, 500)
	return s.act(ctx, disputeID, version, "fail", map[string]any{"way": way, "note": reason}, PermHandle, func(_ context.Context, _ *db.Tx, d *Dispute) error {
		if reason == "" {
			return errReason
		}
		if err := screen(false, reason); err != nil {
			return err
		}
		return d.Fail(way)
	}, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		if d.Way != "raise" {
			return nil
		}
		if err := todo.Put(ctx, tx, d.task("raised", PermOversee, 1, "")); err != nil {
			return err
		}
		return s.tellBureau(ctx, tx, d, "raised")
	})
}

func (s *Service) tellBureau(ctx context.Context, tx *db.Tx, d *Dispute, kind string) error {
	to, err := s.holders.Holders(ctx, tx, s.roles.Bureau, d.Path)
	if err != nil {
		return err
	}
	return s.notify.Send(ctx, tx, notify.Message{Room: "mediation", Kind: kind, SubjectID: d.ID, Path: d.Path, Link: "/disputes?open=" + d.ID, To: to,
		Params: map[string]any{"school": d.SchoolName, "no": d.No}, Once: kind + " " + d.ID + " " + d.Order.Due})
}

// everyTask are all that may stand on a list about one dispute.
var everyTask = []string{"grade", "assign", "settle", "lead", "close", "raised", "overdue", "report"}

// Close strikes the dispute off the ledger.
func (s *Service) Close(ctx context.Context, disputeID string, version int64, result, note string) (*Dispute, error) {
	note = clip(note, 500)
	data := map[string]any{"result": result, "note": note}
	return s.act(ctx, disputeID, version, "close", data, PermManage, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		if err := screen(false, note); err != nil {
			return err
		}
		return d.Close(result, access.From(ctx), tx.Now)
	}, finish(everyTask...))
}

// Relapse says that it broke out again: it begins anew at the grading.
func (s *Service) Relapse(ctx context.Context, disputeID string, version int64, reason string) (*Dispute, error) {
	reason = clip(reason, 500)
	return s.act(ctx, disputeID, version, "relapse", map[string]any{"note": reason}, PermRegister, func(_ context.Context, _ *db.Tx, d *Dispute) error {
		if reason == "" {
			return errReason
		}
		if err := screen(false, reason); err != nil {
			return err
		}
		return d.Relapse()
	}, finish(everyTask...), func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		return todo.Put(ctx, tx, d.task("assign", PermManage, 2, ""))
	})
}

// Extend puts the due day off once, where a norm lets the kind have more days.
func (s *Service) Extend(ctx context.Context, disputeID string, version int64, due, reason string) (*Dispute, error) {
	reason = clip(reason, 300)
	return s.act(ctx, disputeID, version, "extend", map[string]any{"due": due, "note": reason}, PermManage, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		if reason == "" {
			return errReason
		}
		k, err := kindFor(ctx, tx, d.Kind, d.Path)
		if err != nil {
			return err
		}
		most := 0
		if k.MoreKey != "" {
			most = s.limits.Now(ctx, k.MoreKey, d.Path, 0)
		}
		return d.Extend(due, most)
	}, finish("overdue"))
}

// ReportHarm notes when and to whom harm to a minor was reported.
func (s *Service) ReportHarm(ctx context.Context, disputeID string, version int64, r Report) (*Dispute, error) {
	data := map[string]any{"to": r.To, "reportedAt": r.At, "number": r.Number}
	return s.act(ctx, disputeID, version, "report", data, PermRegister, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		r.Who = access.From(ctx).Name
		return d.Tell(r, tx.Now)
	}, finish("report"))
}

// Agreement gives the signed paper to who handles the dispute by name; it holds names,
// so it is restricted as the parties are and each reading is written down.
func (s *Service) Agreement(ctx context.Context, disputeID, purpose string) (*files.File, *os.File, error) {
	purpose = clip(purpose, 200)
	var fileID string
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := get(ctx, tx, disputeID, "")
		if err != nil {
			return err
		}
		if err := d.seenBy(ctx); err != nil {
			return err
		}
		switch fileID = d.AgreementFile; {
		case !d.Handler(access.From(ctx).ID):
			return errNotHandler
		case purpose == "":
			return errPurpose
		case fileID == "":
			return errNoPaper
		}
		if err := noteRead(ctx, tx, d.ID, d.Path, purpose); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "mediation.agreement_read", d.ID, map[string]string{"purpose": purpose})
	}); err != nil {
		return nil, nil, err
	}
	return s.files.Lend(ctx, fileID)
}

var errNoPaper = errs.NotFound("mediation.no_paper")
