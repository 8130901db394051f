package notice

import (
	"context"
	"time"

	"huxue/internal/driver/cap"
	"huxue/internal/kit/db"
)

// speak writes the message in CAP 1.2 of a step, and gives it to the platforms of
// others that take notices of these places. Each refers to all before it.
func (s *Service) speak(ctx context.Context, tx *db.Tx, n *Notice, msgType, stage string) error {
	before, err := chainMessages(ctx, tx, n.ChainID)
	if err != nil {
		return err
	}
	var refs []cap.Reference
	for _, m := range before {
		refs = append(refs, cap.Reference{Sender: m.sender, Identifier: m.id, Sent: time.UnixMilli(m.sentAt)})
	}
	m := message{id: n.ID + "." + stage, noticeID: n.ID, chainID: n.ChainID, msgType: msgType, sender: s.sender, sentAt: db.Millis(tx.Now)}
	if m.body, err = s.document(n, m, tx.Now, refs...); err != nil {
		return err
	}
	if err := insertMessage(ctx, tx, m); err != nil || s.outside == nil {
		return err
	}
	d := Document{ID: m.id, No: n.Number, Path: n.Path, From: n.Publisher, Stage: stage, Body: []byte(m.body)}
	for _, a := range n.Areas {
		d.Places = append(d.Places, a.Path)
	}
	return s.outside.Give(ctx, tx, d)
}

// document writes a message down; cap checks it against the protocol.
func (s *Service) document(n *Notice, m message, now time.Time, earlier ...cap.Reference) (string, error) {
	body, err := cap.Write(n.alert(m.id, m.msgType, s.sender, s.address(n), earlier, now))
	return string(body), err
}

// address is where the public reads it, "" where it may not or the server does not
// know its own name.
func (s *Service) address(n *Notice) string {
	if !n.Public || s.publicURL == "" {
		return ""
	}
	return s.publicURL + "/notice/" + n.Code
}
