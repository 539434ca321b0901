-- customer_by_account: the customer of this account number and ZIP code
SELECT customer_id, first_name || ' ' || last_name AS name, street, city FROM customer
WHERE account_number = $1 AND postcode = $2;

-- customers_by_phone_number: at most two customers with this number; only one alone is identified by it
SELECT customer_id, first_name || ' ' || last_name AS name, street, city FROM customer
WHERE phone_number = $1 ORDER BY customer_id LIMIT 2;

-- lock_key: lets one try at a time for an account or from a number, until the transaction ends
SELECT pg_advisory_xact_lock(hashtextextended('identification ' || $1, 0));

-- failures: wrong guesses for an account and from a calling number since a moment; a withheld number has none of its own
SELECT count(*) FILTER (WHERE account_number = $1) AS of_account,
       count(*) FILTER (WHERE caller_number = $2 AND $2 <> '') AS of_number
FROM identification_failure
WHERE failed_at > $3 AND (account_number = $1 OR caller_number = $2);

-- add_failure: writes down a wrong guess
INSERT INTO identification_failure (account_number, caller_number, call_id) VALUES ($1, $2, $3);

-- forget_failures: deletes wrong guesses that lock nothing any more
DELETE FROM identification_failure WHERE failed_at < $1;

-- customer_by_account_number: the customer of an account number, and where a code for them is sent
SELECT customer_id, first_name || ' ' || last_name AS name, street, city, phone_number FROM customer
WHERE account_number = $1;

-- account_of_customer: the account number of a customer
SELECT account_number FROM customer WHERE customer_id = $1;

-- codes_sent: codes asked for in this call, and for an account since a moment in any call
SELECT count(*) FILTER (WHERE call_id = $2) AS of_call, count(*) FILTER (WHERE account_number = $1) AS of_account
FROM identification_code
WHERE sent_at > $3 AND (account_number = $1 OR call_id = $2);

-- add_code: keeps a code's digest
INSERT INTO identification_code (account_number, call_id, code_sha256) VALUES ($1, $2, $3);

-- latest_code: the last code asked for in a call since a moment
SELECT account_number, code_sha256 FROM identification_code
WHERE call_id = $1 AND sent_at > $2
ORDER BY identification_code_id DESC
LIMIT 1;

-- forget_codes: deletes a call's codes, once one was right, and those that are good for nothing any more
DELETE FROM identification_code WHERE call_id = $1 OR sent_at < $2;
