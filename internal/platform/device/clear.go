package device

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// byHand are the faults whose end a device may not be able to show: somebody goes
// there and says so.
var byHand = map[string]bool{NoPicture: true, Tampered: true, WrongKey: true, LowBattery: true}

// ByHand reports whether people may say that the fault is over.
func (f *Fault) ByHand() bool { return f.EndedAt == 0 && byHand[f.Kind] }

// Clear ends a fault by the word of who keeps the device (确认恢复), with what was found
// and done. A silent device and a wrong clock end by themselves only: nobody can say
// of a button that it is heard when it is not.
func (s *Service) Clear(ctx context.Context, faultID, note string) (*Fault, error) {
	note = plain(strings.TrimSpace(note), 200)
	var f *Fault
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if f, err = fault(ctx, tx, faultID); err != nil {
			return err
		}
		if err := access.See(ctx, PermView, f.Path, errNoFault); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, f.Path); err != nil {
			return err
		}
		if f.EndedAt != 0 {
			return nil // somebody was faster
		}
		if !f.ByHand() {
			return errByItself
		}
		if note == "" {
			return errNote
		}
		d, err := lock(ctx, tx, f.DeviceID)
		if err != nil {
			return err
		}
		if err := s.mend(ctx, tx, d, f.Kind); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "device.clear_fault", f.ID, map[string]any{"device": d.ID, "kind": f.Kind, "note": note}); err != nil {
			return err
		}
		f, err = fault(ctx, tx, faultID)
		return err
	})
	return f, err
}

func fault(ctx context.Context, tx *db.Tx, faultID string) (*Fault, error) {
	f, err := db.One(ctx, tx, scanFault, selectFault+`WHERE f.id = $1`, faultID)
	if db.IsNotFound(err) {
		return nil, errNoFault
	}
	return f, err
}
