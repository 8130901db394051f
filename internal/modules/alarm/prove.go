package alarm

import (
	"context"
	"crypto/ed25519"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/setting"
)

// PermRecord lets someone take the record of an alarm out of the house.
const PermRecord access.Perm = "alarm.record"

var errRecordReason = errs.Invalid("alarm.record_reason", errs.Field{Name: "reason", Code: "required"})

// reasonOf is the stated reason for an export; a word that says nothing is none.
func reasonOf(text string) (string, error) {
	text = clip(text, maxNote)
	if utf8.RuneCountInString(text) < 2 {
		return "", errRecordReason
	}
	return text, nil
}

// Record returns the record of an alarm and its sealed file. Why it is taken out
// stands in the record and in the audit book; form is "file" or "paper".
func (s *Service) Record(ctx context.Context, alarmID, reason, form string) (*Record, []byte, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, nil, err
	}
	if reason, err = reasonOf(reason); err != nil {
		return nil, nil, err
	}
	r, err := s.gather(ctx, alarmID)
	if err != nil {
		return nil, nil, err
	}
	key, err := s.identity.Identity(ctx)
	if err != nil {
		return nil, nil, err
	}
	var file []byte
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r.Issued = Issued{At: db.Millis(tx.Now), By: who.Name, Unit: who.Unit, Reason: reason}
		if file, err = sealRecord(r, key, r.Issued.At); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "alarm.record_exported", alarmID, map[string]any{
			"reason": reason, "form": form, "no": r.Alarm.No, "head": r.Chain.Head,
			"key": setting.Fingerprint(key.Public().(ed25519.PublicKey)),
		})
	})
	if err != nil {
		return nil, nil, err
	}
	return r, file, nil
}

// gather reads everything that belongs into the record of an alarm.
func (s *Service) gather(ctx context.Context, alarmID string) (*Record, error) {
	r := &Record{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := get(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := may(ctx, a, PermRecord); err != nil {
			return err
		}
		lines, err := chainOf(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		r.Alarm, r.Times, r.Timeline = masked(a.Card()), moments(a, lines), recordLines(lines)
		r.Chain = CheckChain(a.ID, lines, a.lines, a.head)
		r.Chain.Lines = a.lines
		for _, g := range goals {
			if ruling, ok := s.norms.Ruled(ctx, g.key, a.Path, a.T1); ok {
				r.Targets = append(r.Targets, judge(a, g.key, g.time, ruling))
			}
		}
		r.Files, err = recordFiles(ctx, tx, lines)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.Receipts, err = s.notify.Receipts(ctx, alarmID)
	return r, err
}

// recordFiles finds the photos and recordings that a timeline shows.
func recordFiles(ctx context.Context, tx *db.Tx, lines []Line) ([]RecordFile, error) {
	out := []RecordFile{}
	for i := range lines {
		f := RecordFile{ID: fileOf(&lines[i]), Line: lines[i].Seq}
		if f.ID == "" {
			continue
		}
		err := tx.QueryRow(ctx, `SELECT sha256, size, media_type FROM files WHERE id = $1`, f.ID).Scan(&f.SHA256, &f.Size, &f.MediaType)
		if err != nil && !db.IsNotFound(err) {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// Answers to whoever holds a paper with a number and a hash.
const (
	paperSame    = "same"    // the alarm stands as the paper says
	paperGrown   = "grown"   // it does, and lines were added since
	paperUnknown = "unknown" // this server knows no such alarm with such a hash
)

// Known says whether this server knows an alarm by its number with that hash at
// the end of its chain, and nothing else. access: anybody who holds a paper may ask.
func (s *Service) Known(ctx context.Context, no, head string) (answer string, err error) {
	answer = paperUnknown
	no = strings.ToUpper(clip(no, maxPlace))
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var alarmID, now string
		err := tx.QueryRow(ctx, `SELECT id, head FROM alarms WHERE no = $1 AND head <> ''`, no).Scan(&alarmID, &now)
		switch {
		case db.IsNotFound(err):
			return nil
		case err != nil:
			return err
		case now == head:
			answer = paperSame
			return nil
		}
		n, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM alarm_timeline WHERE alarm_id = $1 AND hash = $2 AND hash <> ''`,
			alarmID, head)
		if n > 0 {
			answer = paperGrown
		}
		return err
	})
	return answer, err
}

// Verify judges a file, kept nowhere, as one of this installation. access:
// anybody who was given a record may have it judged.
func (s *Service) Verify(ctx context.Context, file []byte) (*Finding, error) {
	key, err := s.identity.Identity(ctx)
	if err != nil {
		return nil, err
	}
	r := VerifyRecord(file, setting.Fingerprint(key.Public().(ed25519.PublicKey)))
	return &r, nil
}

// measureReach writes on a closed alarm how many people were called and how many
// of them had it by then.
func (s *Service) measureReach(ctx context.Context, tx *db.Tx, a *Alarm) error {
	return tx.Post(ctx, `UPDATE alarms SET
		called = (SELECT count(DISTINCT r.person_id) FROM notify_receipts r JOIN notify_messages m ON m.id = r.message_id
			WHERE m.subject_id = $1 AND r.person_id <> ''),
		reached = (SELECT count(DISTINCT r.person_id) FROM notify_receipts r JOIN notify_messages m ON m.id = r.message_id
			WHERE m.subject_id = $1 AND r.person_id <> '' AND (r.delivered_at > 0 OR r.seen_at > 0)) WHERE id = $1`, a.ID)
}

// paperTime is an instant as it is printed.
func paperTime(ms int64) string {
	if ms == 0 {
		return "—"
	}
	return time.UnixMilli(ms).In(city).Format("2006-01-02 15:04:05")
}
