package auth

import (
	"bytes"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"image/png"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// Factor is what is shown once to set up a second factor: the secret for typing
// in, the address for a link, and a QR picture as a data: address.
type Factor struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
	QR     string `json:"qr"`
}

const (
	totpPeriod = 30 // seconds, RFC 6238
	totpSkew   = 1  // steps a phone's clock may be wrong, either way
	qrPixels   = 220
)

// newFactor makes a secret for a person, as an otpauth address. SHA-1 and six
// digits, because that is what every authenticator app takes.
func newFactor(login string) (string, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "护学", AccountName: login, SecretSize: 20})
	if err != nil {
		return "", fmt.Errorf("second factor: %w", err)
	}
	return key.URL(), nil
}

// secretOf is the secret in an otpauth address.
func secretOf(uri string) (string, error) {
	key, err := otp.NewKeyFromURL(uri)
	if err != nil {
		return "", fmt.Errorf("second factor: %w", err)
	}
	return key.Secret(), nil
}

func showFactor(uri string) (*Factor, error) {
	key, err := otp.NewKeyFromURL(uri)
	if err != nil {
		return nil, fmt.Errorf("second factor: %w", err)
	}
	img, err := key.Image(qrPixels, qrPixels)
	if err != nil {
		return nil, fmt.Errorf("second factor picture: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("second factor picture: %w", err)
	}
	return &Factor{
		Secret: key.Secret(), URI: uri,
		QR: "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()),
	}, nil
}

// matchStep returns the time step whose code was typed, if it is near now and
// later than the last one taken; a code that was read over a shoulder is of no
// use once it has been typed.
func matchStep(secret, code string, now time.Time, last int64) (step int64, ok bool) {
	for d := int64(-totpSkew); d <= totpSkew; d++ {
		at := now.Unix()/totpPeriod + d
		want, err := totp.GenerateCodeCustom(secret, time.Unix(at*totpPeriod, 0),
			totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && at > last && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at, true
		}
	}
	return 0, false
}

const (
	recoveryCodes  = 10
	recoveryLength = 12 // letters of 30: 58 bits, each good once
)

// newRecovery makes the codes for the day the phone is lost.
func newRecovery() []string {
	out := make([]string, recoveryCodes)
	for i := range out {
		c := newCode(recoveryLength)
		out[i] = c[:4] + "-" + c[4:8] + "-" + c[8:]
	}
	return out
}
