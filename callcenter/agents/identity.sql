-- customer_by_account: the customer of this account number and ZIP code
SELECT customer_id, first_name || ' ' || last_name AS name, street, city FROM customer
WHERE account_number = $1 AND postcode = $2;

-- customers_by_phone_number: at most two customers with this number; only one alone is identified by it
SELECT customer_id, first_name || ' ' || last_name AS name, street, city FROM customer
WHERE phone_number = $1 ORDER BY customer_id LIMIT 2;
