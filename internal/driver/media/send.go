package media

import (
	"encoding/binary"
	"net"

	"github.com/pion/rtp"
)

// payloadSize keeps a packet below what a village network carries in one piece.
const payloadSize = 1380

// Sender sends pictures as a program stream over RTP: the camera's side of a call, for
// our simulated cameras and for the way up to the police. One goroutine at a time.
type Sender struct {
	conn   net.Conn
	framed bool // two bytes of length before each packet: TCP
	ssrc   uint32
	seq    uint16
}

// NewSender sends over a connection that is dialled already.
func NewSender(conn net.Conn, ssrc uint32) *Sender {
	_, tcp := conn.(*net.TCPConn)
	return &Sender{conn: conn, framed: tcp, ssrc: ssrc, seq: uint16(ssrc)}
}

// Send sends one picture; the last packet carries the marker.
func (s *Sender) Send(f *Frame) error {
	ps := Mux(f)
	for len(ps) > 0 {
		n := min(len(ps), payloadSize)
		p := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 96, Marker: n == len(ps), SequenceNumber: s.seq, Timestamp: uint32(f.PTS), SSRC: s.ssrc}, Payload: ps[:n]}
		s.seq++
		ps = ps[n:]
		b, err := p.Marshal()
		if err != nil {
			return err
		}
		if s.framed {
			b = append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...)
		}
		if _, err := s.conn.Write(b); err != nil {
			return err
		}
	}
	return nil
}
