package app

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"huxue/internal/modules/alarm"
	"huxue/internal/modules/federation"
)

// What `huxue verify` ends with when a file does not hold: 1 for a record that
// was changed or comes from elsewhere, 2 for what is no record or cannot be read.
var (
	ErrNotGenuine = errors.New("核验不通过 the record does not hold")
	ErrUnreadable = errors.New("无法核验 the file cannot be verified")
)

// Verify judges the file of a record, without a database and without a network.
func Verify(_ context.Context, c Command) error {
	flags := flag.NewFlagSet("huxue verify", flag.ContinueOnError)
	flags.SetOutput(c.Err)
	key := flags.String("key", "", "fingerprint of the installation the record is said to come from")
	flags.Usage = func() {
		fmt.Fprintln(c.Err, "huxue verify [-key FINGERPRINT] FILE: is this record genuine? 0 yes, 1 no, 2 cannot be read")
		flags.PrintDefaults()
	}
	if err := flags.Parse(c.Args); err != nil || flags.NArg() != 1 {
		if err == nil {
			flags.Usage()
		}
		return ErrUnreadable
	}
	text, err := readSome(flags.Arg(0))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if bytes.Contains(text, []byte(`"`+federation.Format+`"`)) {
		return verifySummary(c.Out, text, *key)
	}
	r := alarm.VerifyRecord(text, *key)
	report(c.Out, &r, *key)
	switch {
	case !r.Readable:
		return ErrUnreadable
	case !r.Genuine:
		return ErrNotGenuine
	}
	return nil
}

// verifySummary judges the file of a city's summary.
func verifySummary(out io.Writer, text []byte, key string) error {
	sum, seal, err := federation.Read(text)
	if err == nil {
		err = sum.Believable(seal.SignedAt)
	}
	if err == nil && key != "" && key != seal.Fingerprint {
		fmt.Fprintln(out, "发现问题 FOUND: 签名有效，但不是所指平台签发的。the signature is good, but another installation made it.")
		return ErrNotGenuine
	}
	if err != nil {
		zh, en := federation.Say(err)
		fmt.Fprintf(out, "发现问题 FOUND: %s。%s.\n", zh, en)
		if federation.Unreadable(err) {
			return ErrUnreadable
		}
		return ErrNotGenuine
	}
	fmt.Fprintf(out, "活动 campaign: %s (%s)\n城市 city: %s %s\n完成 completed: %d ÷ %d, 存疑 questioned: %d, 逾期 late: %d\n", sum.Campaign.Title, sum.Subject,
		sum.City.Code, sum.City.Name, sum.Total.Completed, sum.Total.Due, sum.Total.Questioned, sum.Total.Late)
	fmt.Fprintf(out, "第 %d 号 number %d\n公钥指纹 key: %s\n签名时间 signed: %s\n", sum.Seq, sum.Seq, seal.Fingerprint,
		time.UnixMilli(seal.SignedAt).In(zone).Format("2006-01-02 15:04:05"))
	fmt.Fprintln(out, "真实：数字未被改动，签名成立。请核对公钥指纹是否为出具平台所有。")
	fmt.Fprintln(out, "Genuine: no figure was changed and the signature holds. Compare the key with that of the installation.")
	return nil
}

// readSome reads as much of a file as a record may have, and one byte to see
// that it is too big.
func readSome(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, alarm.MaxRecord+1))
}

func report(out io.Writer, r *alarm.Finding, key string) {
	if r.Readable {
		fmt.Fprintf(out, "编号 number: %s\n学校 school: %s\n", r.No, r.School)
		fmt.Fprintf(out, "经过 timeline: %d 行 lines, 其中无校验值 without a hash: %d\n", r.Lines, r.Unsealed)
		fmt.Fprintf(out, "末行校验值 head: %s\n公钥指纹 key: %s\n签名时间 signed: %s\n", r.Head, r.Fingerprint,
			time.UnixMilli(r.SignedAt).In(zone).Format("2006-01-02 15:04:05"))
	}
	for _, f := range r.Flaws {
		zh, en := f.Say()
		fmt.Fprintf(out, "发现问题 FOUND: %s。%s.\n", zh, en)
	}
	switch {
	case !r.Genuine:
	case key == "":
		fmt.Fprintln(out, "结构、校验链、签名均成立；请核对公钥指纹是否为出具平台所有。")
		fmt.Fprintln(out, "Structure, chain and signature hold. Compare the key with that of the installation (or give -key).")
	default:
		fmt.Fprintln(out, "真实：结构、校验链、签名均成立，且由所指平台签发。")
		fmt.Fprintln(out, "Genuine: structure, chain and signature hold, and the named installation signed it.")
	}
}
