package outbound

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// Mailer is a mail server that takes our letters. Encrypt is `tls` (from the
// start), `starttls` or `none`; Trust, if set, are the authorities its certificate
// may be of.
type Mailer struct {
	Host           string
	Port           int
	User, Password string
	From           string
	Encrypt        string
	Trust          *tls.Config
}

// Letter is a mail of plain text. ID is the same for every attempt, so that a
// mailbox can tell a double.
type Letter struct {
	To, Subject, Text, ID string
	At                    time.Time
}

// Mail hands one letter to the mail server.
func Mail(ctx context.Context, m Mailer, l Letter) Answer {
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(m.From), msg.To(l.To)); err != nil {
		return Answer{Code: MailRefused, Err: err}
	}
	_, host, _ := strings.Cut(m.From, "@")
	msg.SetMessageIDWithValue(strings.ReplaceAll(l.ID, ":", ".") + "@" + host)
	msg.SetDateWithValue(l.At)
	msg.Subject(l.Subject)
	msg.SetBodyString(mail.TypeTextPlain, l.Text)
	options := []mail.Option{mail.WithPort(m.Port), mail.WithTimeout(3 * time.Second), mail.WithoutNoop()}
	switch m.Encrypt {
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case "starttls":
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	default:
		options = append(options, mail.WithSSL())
	}
	if m.Trust != nil {
		options = append(options, mail.WithTLSConfig(m.Trust))
	}
	if m.User != "" {
		auth := mail.SMTPAuthAutoDiscover
		if m.Encrypt == "none" { // the operator has decided so, and the password travels open
			auth = mail.SMTPAuthPlainNoEnc
		}
		options = append(options, mail.WithSMTPAuth(auth), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	c, err := mail.NewClient(m.Host, options...)
	if err != nil {
		return Answer{Code: MailRefused, Err: err}
	}
	if err := c.DialWithContext(ctx); err != nil {
		return mailAnswer(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Send(msg); err != nil {
		return mailAnswer(err)
	}
	return Answer{}
}

// mailAnswer puts what went wrong into a code. A 4xx reply is worth another try
// (RFC 5321 §4.2.1), a 5xx one is not.
func mailAnswer(err error) Answer {
	var reply *textproto.Error
	var send *mail.SendError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var dial net.Error
	switch {
	case errors.As(err, &certificate), errors.As(err, &record):
		return Answer{Code: MailTLS, Err: err}
	case errors.As(err, &send):
		if send.IsTemp() {
			return Answer{Code: Busy, Retry: true, Err: err}
		}
		return Answer{Code: MailRefused, Err: err}
	case errors.As(err, &reply) && (reply.Code == 535 || reply.Code == 534 || reply.Code == 530):
		return Answer{Code: MailLogin, Err: err}
	case errors.As(err, &reply) && reply.Code >= 500:
		return Answer{Code: MailRefused, Err: err}
	case errors.As(err, &dial), errors.Is(err, context.DeadlineExceeded):
		return Answer{Code: Unreachable, Retry: true, Err: err}
	case strings.Contains(err.Error(), "STARTTLS"):
		return Answer{Code: MailTLS, Err: err}
	case strings.Contains(strings.ToLower(err.Error()), "auth"):
		return Answer{Code: MailLogin, Err: err}
	}
	return Answer{Code: Unreachable, Retry: true, Err: err}
}
